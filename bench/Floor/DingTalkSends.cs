using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BotHost.Bench.Floor;

/// <summary>One OpenAPI send, with a token that is fetched once and never renewed.</summary>
internal sealed class DingTalkSends(HttpClient http, FloorSettings settings)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<Task<string>> _token = new(() => FetchTokenAsync(http, settings));
    private readonly string _privateUrl = new Uri(settings.DingTalkBaseUrl, "/v1.0/robot/oToMessages/batchSend").ToString();
    private readonly string _groupUrl = new Uri(settings.DingTalkBaseUrl, "/v1.0/robot/groupMessages/send").ToString();

    public async Task SendAsync(Question question, string answer)
    {
        using var request = Outbound.JsonPost(question.IsGroup ? _groupUrl : _privateUrl, Body(question, answer));
        request.Headers.TryAddWithoutValidation("x-acs-dingtalk-access-token", await _token.Value);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private ReadOnlyMemory<byte> Body(in Question question, string answer)
    {
        var parameter = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(parameter, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("content"u8, answer);
            json.WriteEndObject();
        }

        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("robotCode"u8, settings.AppKey);
            if (question.IsGroup)
            {
                json.WriteString("openConversationId"u8, question.ConversationId);
            }
            else
            {
                json.WriteStartArray("userIds"u8);
                json.WriteStringValue(question.StaffId);
                json.WriteEndArray();
            }

            json.WriteString("msgKey"u8, "sampleText"u8);
            json.WriteString("msgParam"u8, parameter.WrittenSpan);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static async Task<string> FetchTokenAsync(HttpClient http, FloorSettings settings)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new TokenRequest(settings.AppKey, settings.AppSecret), FloorJson.Default.TokenRequest);
        using var request = Outbound.JsonPost(new Uri(settings.DingTalkBaseUrl, "/v1.0/oauth2/accessToken").ToString(), body);
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync(FloorJson.Default.TokenAnswer);
        return answer?.AccessToken ?? throw new InvalidOperationException("The token answer holds no token.");
    }
}
