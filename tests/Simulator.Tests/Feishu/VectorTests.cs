using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BotHost.Simulator.Tests.Feishu;

/// <summary>The fake gives the answers that the documents show, and asks in the bodies that they show.</summary>
public sealed class VectorTests
{
    private const string Question = "om_9fd5f572666da2513e18634ea216d799";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_001);

    private readonly ManualTimeProvider _clock = new(Now);

    [Fact]
    public void Events_are_hidden_as_Feishu_hides_them()
    {
        Assert.All(Vectors.Ciphertexts, vector =>
        {
            var plaintext = Encoding.UTF8.GetBytes((string)vector!["plaintext"]!);
            Assert.Equal((string)vector["encrypt"]!, FeishuCipher.Encrypt((string)vector["encryptKey"]!, plaintext, Convert.FromHexString((string)vector["ivHex"]!)));
        });
    }

    [Fact]
    public void Events_are_signed_as_Feishu_signs_them()
    {
        Assert.All(Vectors.Signatures, vector =>
        {
            var body = Encoding.UTF8.GetBytes((string)vector!["rawBody"]!);
            Assert.Equal((string)vector["signature"]!, FeishuCipher.Sign((string)vector["timestamp"]!, (string)vector["nonce"]!, (string)vector["encryptKey"]!, body));
        });
        Assert.All(Vectors.Deliveries, vector =>
        {
            var headers = vector!["headers"]!;
            var signature = FeishuCipher.Sign((string)headers["X-Lark-Request-Timestamp"]!, (string)headers["X-Lark-Request-Nonce"]!, (string)Vectors.Config("A")["encryptKey"]!, Encoding.UTF8.GetBytes((string)vector["rawBody"]!));
            Assert.Equal((string)headers["X-Lark-Signature"]!, signature);
        });
    }

    [Theory]
    [InlineData("p2p_text_sender_open_id_only", FeishuMessageKind.Text, false)]
    [InlineData("group_text_at_all_without_mentions_array", FeishuMessageKind.Text, true)]
    [InlineData("p2p_image", FeishuMessageKind.Image, false)]
    [InlineData("p2p_file", FeishuMessageKind.File, false)]
    [InlineData("p2p_audio", FeishuMessageKind.Audio, false)]
    [InlineData("p2p_media", FeishuMessageKind.Media, false)]
    [InlineData("p2p_sticker", FeishuMessageKind.Sticker, false)]
    [InlineData("p2p_merge_forward", FeishuMessageKind.MergeForward, false)]
    public async Task A_question_has_the_fields_that_Feishu_sends(string name, FeishuMessageKind kind, bool group)
    {
        await using var platform = await Fakes.FeishuAsync();

        var webhook = platform.Ask(new() { Text = "你好", Kind = kind, IsGroup = group, Mention = false, MentionAll = group });

        Assert.Equal(Shape(Vectors.Event(name)), Shape(JsonElement.Parse(webhook.Plaintext)));
    }

    [Theory]
    [InlineData("group_text_two_mentions", FeishuMessageKind.Text, true)]
    [InlineData("group_post_with_mention", FeishuMessageKind.Post, false)]
    public async Task A_question_in_a_group_has_them_too(string name, FeishuMessageKind kind, bool other)
    {
        await using var platform = await Fakes.FeishuAsync();

        var webhook = platform.Ask(new() { Text = "请发给 @李雷", Kind = kind, IsGroup = true, Mentioned = other ? [new("li", "李雷")] : [] });

        Assert.Equal(Shape(Vectors.Event(name)), Shape(JsonElement.Parse(webhook.Plaintext)));
    }

    [Fact]
    public async Task So_has_one_in_a_topic_and_one_of_another_bot_and_one_taken_back()
    {
        await using var platform = await Fakes.FeishuAsync();

        var topic = platform.Ask(new() { Text = "继续", IsGroup = true, ParentId = "om_1", ThreadId = "omt_1" });
        var bot = platform.Ask(new() { Text = "ping", IsGroup = true, ByBot = true });

        Assert.Equal(Shape(Vectors.Event("group_topic_reply_with_thread")), Shape(JsonElement.Parse(topic.Plaintext)));
        Assert.Equal(Shape(Vectors.Event("group_text_from_other_bot_mentioning_us")), Shape(JsonElement.Parse(bot.Plaintext)));
        Assert.Equal(Shape(Vectors.Event("message_recalled")), Shape(JsonElement.Parse(platform.Withdraw(topic.MessageId).Plaintext)));
    }

    [Fact]
    public async Task Every_documented_call_is_taken()
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var own = (string)(await client.ReplyWithAsync(Question, "interactive", FeishuClient.Card("own").ToJsonString())).Data["message_id"]!;
        var text = (string)(await client.ReplyAsync(Question, "a text")).Data["message_id"]!;
        var picture = (string)(await client.UploadAsync(Pictures.Png)).Data["image_key"]!;
        var reaction = "";
        foreach (var request in Vectors.Requests)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));        // nobody hurries
            var name = (string)request!["name"]!;
            var path = ((string)request["path"]!)
                .Replace("om_reply0000000000000000000000000001", name == "edit_text" ? text : own, StringComparison.Ordinal)
                .Replace("ZCaCIjUBVVWSrm5L-3ZTw", reaction, StringComparison.Ordinal);
            if (request["query"] is { } query)
                path += $"?receive_id_type={query["receive_id_type"]}";
            var content = (string?)request["bodyRaw"] is { } raw ? new StringContent(raw.Replace("img_v3_02ab_aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeeg", picture, StringComparison.Ordinal), Encoding.UTF8, "application/json") : null;

            var reply = await client.CallAsync((string)request["method"]!, path, content);

            Assert.True(reply.Code == 0, $"{name}: {reply.Text}");
            if (name == "reaction_add")
                reaction = (string)reply.Data["reaction_id"]!;
        }

        Assert.Empty(platform.Violations);
        Assert.Empty(platform.Reactions);
        Assert.All(platform.Deliveries, delivery => Assert.True(delivery.IsFinished));
        Assert.Equal("最终内容", platform.Deliveries[^1].Text);
        Assert.Contains("你好，世界 🌸\n第二行 \"引号\" \\ 反斜杠", platform.Deliveries.Select(delivery => delivery.Text));
    }

    [Theory]
    [InlineData("token_ok")]
    [InlineData("token_ok_short")]
    [InlineData("token_bad_secret")]
    [InlineData("bot_info_ok")]
    [InlineData("reply_ok")]
    [InlineData("reaction_ok")]
    [InlineData("card_create_ok")]
    [InlineData("card_content_ok")]
    [InlineData("rate_limited_429")]
    [InlineData("rate_limited_400_old_style")]
    [InlineData("per_chat_limit")]
    [InlineData("token_expired")]
    [InlineData("token_missing")]
    [InlineData("scope_missing")]
    [InlineData("bot_not_in_chat")]
    [InlineData("message_recalled")]
    [InlineData("out_of_availability")]
    [InlineData("card_too_many_tables")]
    [InlineData("card_bad_image")]
    [InlineData("stream_auto_closed")]
    [InlineData("server_error_html")]
    public async Task A_documented_answer_is_given_to_the_letter(string name)
    {
        await using var platform = await StartAsync();
        using var client = await FeishuClient.ConnectAsync(platform);
        var vector = Vectors.Response(name);

        var reply = await ProvokeAsync(name, platform, client);

        Assert.Equal((int)vector["httpStatus"]!, reply.Status);
        Assert.Equal(32, name == "server_error_html" ? 32 : reply.Headers["X-Tt-Logid"].Length);
        foreach (var (header, value) in vector["headers"]!.AsObject().Where(header => header.Key.StartsWith("x-ogw", StringComparison.Ordinal) && !header.Key.EndsWith("reset", StringComparison.Ordinal)))
            Assert.Equal((string?)value, reply.Headers[header]);
        if (reply.Body is null)
        {
            Assert.Equal((string?)vector["bodyRaw"], reply.Text);
            return;
        }

        var expected = JsonNode.Parse((string)vector["bodyRaw"]!)!.AsObject();
        var actual = reply.Body.AsObject();
        Adopt(expected, actual, "tenant_access_token");     // ours to choose
        if (expected["data"] is JsonObject data)
        {
            Adopt(data, actual["data"]!.AsObject(), "message_id");
            Adopt(data, actual["data"]!.AsObject(), "reaction_id");
        }

        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    private static async Task<FeishuReply> ProvokeAsync(string name, FakeFeishu platform, FeishuClient client)
    {
        switch (name)
        {
            case "token_ok":
                return await client.FetchTokenAsync(platform.AppSecret);
            case "token_ok_short":
                await using (var other = await Fakes.FeishuAsync(new() { TokenLifetime = TimeSpan.FromSeconds(1860), TimeProvider = new ManualTimeProvider(Now) }))
                {
                    using var hurried = new FeishuClient(other);
                    return await hurried.FetchTokenAsync(other.AppSecret);
                }

            case "token_bad_secret":
                return await client.FetchTokenAsync("wrong");
            case "bot_info_ok":
                return await client.CallAsync("GET", "/open-apis/bot/v3/info");
            case "reply_ok":
                return await client.ReplyAsync(Question, "好的，已收到。");
            case "reaction_ok":
                return await client.CallAsync("POST", $"/open-apis/im/v1/messages/{Question}/reactions", new JsonObject { ["reaction_type"] = new JsonObject { ["emoji_type"] = "Typing" } });
            case "card_create_ok":
                return await client.CreateCardAsync(FeishuClient.Card("", streams: true));
            case "card_content_ok":
                return await client.WriteAsync(await client.CreateCardAsync(), "你好", 1);
            case "token_missing":
                client.Token = null;
                return await client.ReplyAsync(Question, "hi");
            case "card_too_many_tables":
                return await client.WriteAsync(await client.CreateCardAsync(), string.Concat(Enumerable.Repeat("|a|\n|-|\n\n", 4)), 1);
            case "card_bad_image":
                return await client.WriteAsync(await client.CreateCardAsync(), "![a](https://example.com/a.png)", 1);
            default:
                platform.Faults.FailNext(FeishuCalls.Send, 1, name switch
                {
                    "rate_limited_429" => FeishuFault.Throttled,
                    "rate_limited_400_old_style" => FeishuFault.ThrottledOldStyle,
                    "per_chat_limit" => FeishuFault.ChatThrottled,
                    "token_expired" => FeishuFault.TokenRefused,
                    "scope_missing" => FeishuFault.ScopeMissing("im:message:send_as_bot"),
                    "bot_not_in_chat" => FeishuFault.BotNotInChat,
                    "message_recalled" => FeishuFault.Withdrawn,
                    "out_of_availability" => FeishuFault.NotAvailable,
                    "stream_auto_closed" => FeishuFault.StreamTimedOut,
                    "server_error_html" => FeishuFault.BadGateway,
                    _ => throw new ArgumentException("No such answer.", nameof(name)),
                });
                return await client.ReplyAsync(Question, "hi");
        }
    }

    private static void Adopt(JsonObject expected, JsonObject actual, string made)
    {
        if (expected.ContainsKey(made) && actual[made] is not null)
            expected[made] = actual[made]!.DeepClone();
    }

    private async Task<FakeFeishu> StartAsync()
    {
        var config = Vectors.Config("A");
        var platform = await Fakes.FeishuAsync(new()
        {
            AppId = (string?)config["appId"],
            AppSecret = (string?)config["appSecret"],
            EncryptKey = (string?)config["encryptKey"],
            VerificationToken = (string?)config["verificationToken"],
            BotOpenId = (string?)config["botOpenId"],
            BotName = "小助手",
            TimeProvider = _clock,
        });
        platform.Ask(new() { MessageId = Question, IsGroup = true, ChatId = "oc_6767676767676767676767676767676b" });
        platform.Ask(new() { ChatId = "oc_9292929292929292929292929292929a" });
        return platform;
    }

    /// <summary>Names and types, in the order of the names; of an array the first. An id that is not told may be null or empty.</summary>
    private static string Shape(JsonElement value, string name = "")
    {
        return value.ValueKind switch
        {
            _ when name is "user_id" or "union_id" => "id",
            JsonValueKind.String when name == "content" && value.GetString()!.StartsWith('{') => Shape(JsonElement.Parse(value.GetString()!)),
            JsonValueKind.Object => "{" + string.Join(",", value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Name + ":" + Shape(p.Value, p.Name))) + "}",
            JsonValueKind.Array when value.GetArrayLength() == 0 => "[]",
            JsonValueKind.Array => "[" + Shape(value[0]) + "]",
            JsonValueKind.True or JsonValueKind.False => "bool",
            var kind => kind.ToString(),
        };
    }
}
