using System.Globalization;
using System.Text;
using BotHost.Simulator;

namespace BotHost.Bench.Load;

/// <summary>The words of question and answer, which carry the message's number, and the bytes of its webhook.</summary>
internal static class Questions
{
    public static string Text(int message) => string.Create(CultureInfo.InvariantCulture, $"q{message} 今天下午三点的项目例会在哪个会议室开，需要提前准备哪些材料？");

    /// <summary>The number of the question that this answers; null if it is something else.</summary>
    public static int? NumberIn(ReadOnlySpan<char> answer)
    {
        for (var start = 0; start < answer.Length - 1; start++)
        {
            if (answer[start] != 'q' || !char.IsAsciiDigit(answer[start + 1]))
                continue;
            var digits = answer[(start + 1)..];
            var end = digits.IndexOfAnyExceptInRange('0', '9');
            return int.Parse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return null;
    }

    /// <summary>A complete signed HTTP request.</summary>
    public static byte[] Request(FakeDingTalk platform, Asker asker, int message, int port)
    {
        var webhook = platform.Ask(new DingTalkQuestion
        {
            Text = Text(message),
            StaffId = asker.StaffId,
            ConversationId = asker.ConversationId,
            IsGroup = asker.IsGroup,
        });
        var header = Encoding.ASCII.GetBytes(
            $"POST /webhooks/dingtalk HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json; charset=utf-8\r\n"
            + $"timestamp: {webhook.Timestamp}\r\nsign: {webhook.Sign}\r\nContent-Length: {webhook.Body.Length}\r\n\r\n");
        return [.. header, .. webhook.Body];
    }
}
