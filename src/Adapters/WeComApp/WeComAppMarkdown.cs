using System.Text;
using System.Text.RegularExpressions;
using BotHost.Conversation.Text;

namespace BotHost.Adapters.WeComApp;

/// <summary>
/// An answer as text without marks, or in what WeCom takes for markdown: headings, bold, links, inline code and quotes, and neither lists, tables
/// nor blocks of code. Source: 发送应用消息, markdown消息 (developer.work.weixin.qq.com/document/path/90236).
/// </summary>
internal static partial class WeComAppMarkdown
{
    /// <summary>Looks like the sign it stands for.</summary>
    private const string Angle = "‹";

    /// <summary>As long as the sign it stands for.</summary>
    private const string Round = "(";

    public static WeComAppMessage Compose(string answer, WeComAppReplyFormat format)
    {
        var text = Untrusted.Text(answer).ReplaceLineEndings("\n").Trim();
        return format == WeComAppReplyFormat.Markdown && MarkdownText.LooksLikeMarkdown(text)
            ? WeComAppMessage.Markdown(Fitting(FlatMarkdown.WithInlineMarks(text), text))
            : WeComAppMessage.Plain(Fitting(FlatMarkdown.Of(text), text));
    }

    /// <summary>
    /// In a text only links work (<c>&lt;a href&gt;</c>), and show other words than where they lead; in markdown <c>&lt;@userid&gt;</c> calls somebody.
    /// A model must do neither: their first sign is another one. What would become too long by all this is sent more as it was written.
    /// </summary>
    private static string Fitting(string flat, string written)
    {
        foreach (var (text, sign) in ((string, string)[])[(flat, Angle), (flat, Round), (written, Angle)])
        {
            var harmless = Acting().Replace(text, sign);
            if (Encoding.UTF8.GetByteCount(harmless) <= WeComAppMessage.MaxBytes)
                return harmless;
        }

        return Acting().Replace(written, Round);
    }

    [GeneratedRegex(@"<(?=/?a[\s/>]|@)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Acting();
}
