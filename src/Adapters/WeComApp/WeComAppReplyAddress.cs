using System.Buffers;
using System.Text.Json;

namespace BotHost.Adapters.WeComApp;

/// <summary>Where an answer goes: stored with the message as JSON. Old rows must stay readable: properties may be added, never renamed.</summary>
internal sealed record WeComAppReplyAddress
{
    /// <summary>Source: 发送应用消息 (developer.work.weixin.qq.com/document/path/90236).</summary>
    private const int MaxMemberCharacters = 64;

    private static readonly SearchValues<char> _memberCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.@");

    /// <summary>The member's userid.</summary>
    public required string User { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WeComAppJson.Outbound.WeComAppReplyAddress);

    /// <returns>Null for anything this adapter did not write.</returns>
    public static WeComAppReplyAddress? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WeComAppJson.Outbound.WeComAppReplyAddress) is { } address && IsMember(address.User) ? address : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One person's id. <c>@all</c> would be the whole company, and <c>|</c> would divide two people (发送应用消息, 90236).</summary>
    public static bool IsMember(string id)
    {
        return id.Length is > 0 and <= MaxMemberCharacters
            && !id.AsSpan().ContainsAnyExcept(_memberCharacters)
            && !id.Equals("@all", StringComparison.OrdinalIgnoreCase);
    }
}
