using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.DingTalk;

/// <summary>The fake gives the answers that the documents show, and asks in the bodies that they show.</summary>
public sealed class VectorTests
{
    private const string AppKey = "dingtestappkey0001";

    private const string AppSecret = "kT7wQ2mZ-Unit_Test-Secret-0123456789abcdefGHIJKL_x9";

    private const string CardTemplateId = "{card_template_id}";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000);

    [Theory]
    [InlineData("access-token")]
    [InlineData("access-token-bad-credentials")]
    [InlineData("legacy-gettoken")]
    [InlineData("private-text")]
    [InlineData("private-text-flow-controlled")]
    [InlineData("private-text-invalid-user")]
    [InlineData("private-markdown")]
    [InlineData("private-image")]
    [InlineData("private-file")]
    [InlineData("private-audio")]
    [InlineData("group-markdown")]
    [InlineData("group-text")]
    [InlineData("group-image")]
    [InlineData("token-expired")]
    [InlineData("webhook-text-at")]
    [InlineData("webhook-markdown-at")]
    [InlineData("webhook-markdown-private")]
    [InlineData("webhook-link")]
    [InlineData("webhook-action-card-single")]
    [InlineData("webhook-action-card-buttons")]
    [InlineData("webhook-expired")]
    [InlineData("card-create-and-deliver-private")]
    [InlineData("card-create-and-deliver-group")]
    [InlineData("card-create-delivery-failed")]
    [InlineData("card-streaming-update")]
    [InlineData("card-streaming-final")]
    [InlineData("card-streaming-error")]
    [InlineData("card-streaming-throttled")]
    [InlineData("permission-missing")]
    [InlineData("emotion-thinking")]
    [InlineData("emotion-recall")]
    public async Task A_documented_call_gets_its_documented_answer(string name)
    {
        await using var platform = await Fakes.DingTalkAsync(new() { AppKey = AppKey, AppSecret = AppSecret, UnknownStaffIds = ["nobody"], CardTemplateId = CardTemplateId });
        using var client = new DingTalkClient(platform);
        var token = await client.FetchTokenAsync();
        var session = DingTalkClient.SessionOf(platform.Ask(new() { IsGroup = true }));
        var vector = Vectors.Outbound(name);
        if (((string)vector["url"]!).EndsWith("/card/streaming", StringComparison.Ordinal))
            await client.SendAsync(Request(Vectors.Outbound("card-create-and-deliver-group"), platform, token, session));
        Arrange(platform, name);
        var uploaded = await client.UploadAsync(token, Pictures.Png);

        using var response = await client.SendAsync(Request(vector, platform, token, session, (string?)uploaded?["media_id"]));

        Assert.Equal(name == "access-token-bad-credentials" ? 1 : 0, platform.Violations.Count);
        if (vector["response"] is null)
        {
            Assert.True(response.IsSuccessStatusCode);              // nobody knows what DingTalk says
            return;
        }

        Assert.Equal((int)vector["response"]!["status"]!, (int)response.StatusCode);
        var expected = vector["response"]!["body"]!.AsObject();
        var actual = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
        foreach (var made in new[] { "accessToken", "access_token", "requestid", "processQueryKey", "message" })
        {
            if (expected.ContainsKey(made) && actual[made] is not null && (made != "message" || ((string)expected[made]!).EndsWith("(sample text)", StringComparison.Ordinal)))
                expected[made] = actual[made]!.DeepClone();      // ours to choose
        }

        if (expected["result"] is JsonObject card && card["deliverResults"]![0]! is var shown && (bool)shown["success"]!)
            shown["carrierId"] = actual["result"]!["deliverResults"]![0]!["carrierId"]!.DeepClone();

        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public async Task A_question_is_signed_as_DingTalk_signs_it()
    {
        foreach (var vector in Vectors.Signatures)
        {
            await using var platform = await Fakes.DingTalkAsync(new() { AppSecret = (string)vector!["secret"]! });
            var sentAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse((string)vector["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture));

            var webhook = platform.Ask(new() { Text = "hi", SentAt = sentAt });

            Assert.Equal((string)vector["timestamp"]!, webhook.Headers["timestamp"]);
            Assert.Equal((string)vector["sign"]!, webhook.Headers["sign"]);
        }
    }

    [Theory]
    [InlineData("private-text-chinese", DingTalkMessageKind.Text, false, false)]
    [InlineData("group-text-leading-blank", DingTalkMessageKind.Text, true, false)]
    [InlineData("group-text-external-sender-no-staffid", DingTalkMessageKind.Text, true, true)]
    [InlineData("group-richtext-mention-segment", DingTalkMessageKind.RichText, true, false)]
    [InlineData("private-picture", DingTalkMessageKind.Picture, false, false)]
    [InlineData("private-audio-recognition", DingTalkMessageKind.Audio, false, false)]
    [InlineData("private-unknown-type", DingTalkMessageKind.Unknown, false, false)]
    public async Task A_question_has_the_fields_that_DingTalk_sends(string name, DingTalkMessageKind kind, bool group, bool external)
    {
        await using var platform = await Fakes.DingTalkAsync(new() { AppKey = AppKey, TimeProvider = new ManualTimeProvider(Now) });

        var webhook = platform.Ask(new() { Text = "你好", Kind = kind, IsGroup = group, External = external });

        Assert.Equal(Shape(Vectors.InboundBody(name)), Shape(JsonElement.Parse(Encoding.UTF8.GetString(webhook.Body))));
    }

    [Fact]
    public async Task A_session_webhook_is_good_for_90_minutes_and_says_so()
    {
        await using var platform = await Fakes.DingTalkAsync(new() { TimeProvider = new ManualTimeProvider(Now) });

        var body = JsonNode.Parse(platform.Ask(new() { Text = "hi" }).Body)!;

        Assert.Equal(Now.AddMinutes(90).ToUnixTimeMilliseconds(), (long)body["sessionWebhookExpiredTime"]!);
        Assert.Equal(Now.ToUnixTimeMilliseconds(), (long)body["createAt"]!);
    }

    private static void Arrange(FakeDingTalk platform, string name)
    {
        switch (name)
        {
            case "token-expired":
                platform.RevokeToken();
                break;
            case "webhook-expired":
                platform.ExpireSessions();
                break;
            case "card-create-delivery-failed":
                platform.Faults.FailNextCards(1, CardFault.NotShown);
                break;
            case "card-streaming-throttled":
                platform.Faults.FailNextCardUpdates(1, CardFault.Throttled);
                break;
            case "permission-missing":
                platform.Faults.FailNextCardUpdates(1, CardFault.PermissionMissing);
                break;
            case "private-text-flow-controlled":
                platform.Faults.FailNextSends(1, SendFault.FlowControlled);
                break;
        }
    }

    private static HttpRequestMessage Request(JsonNode vector, FakeDingTalk platform, string token, Uri session, string? mediaId = null)
    {
        var origin = platform.BaseUrl.GetLeftPart(UriPartial.Authority);
        var url = ((string)vector["url"]!).Replace("{api_base}", origin).Replace("{oapi_base}", origin).Replace("{session_webhook}", session.ToString());
        var request = new HttpRequestMessage(new HttpMethod((string)vector["method"]!), url);
        if ((string?)vector["body"] is { } body)
            request.Content = new StringContent(mediaId is null ? body : body.Replace("@lADPtestMediaId0001", mediaId), Encoding.UTF8, "application/json");
        if (vector["headers"]!["x-acs-dingtalk-access-token"] is not null)
            request.Headers.Add("x-acs-dingtalk-access-token", token);
        return request;
    }

    /// <summary>Names and types, in the order of the names. Who else was mentioned is the asker's affair.</summary>
    private static string Shape(JsonElement value, string name = "")
    {
        return value.ValueKind switch
        {
            JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name + ":" + Shape(p.Value, p.Name))) + "}",
            JsonValueKind.Array when name == "atUsers" => "[" + Shape(value[0]) + "]",
            JsonValueKind.Array => "[" + string.Join(",", value.EnumerateArray().Select(item => Shape(item))) + "]",
            JsonValueKind.True or JsonValueKind.False => "bool",
            var kind => kind.ToString(),
        };
    }
}
