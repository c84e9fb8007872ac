namespace BotHost.Adapters.WeCom;

/// <summary>What came of a callback's encrypted text.</summary>
internal abstract record WeComLetter
{
    private WeComLetter()
    {
    }

    /// <summary>Genuine, fresh and for us.</summary>
    /// <param name="Text">The message in UTF-8.</param>
    /// <param name="Secret">What it was signed and encrypted with, and an answer must be.</param>
    public sealed record Opened(ReadOnlyMemory<byte> Text, WeComSecret Secret) : WeComLetter;

    public sealed record Refused(WebhookResult.Rejected Result) : WeComLetter;
}
