using System.Text.Json.Serialization;

namespace BotHost.Bench.Floor;

internal sealed record TokenRequest(string AppKey, string AppSecret);

internal sealed record TokenAnswer(string AccessToken, long ExpireIn);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class FloorJson : JsonSerializerContext;
