namespace BotHost.Adapters.WeCom;

/// <summary>What came of opening an encrypted text.</summary>
internal abstract record WeComOpened
{
    private WeComOpened()
    {
    }

    /// <summary>Meant for us, and valid UTF-8.</summary>
    public sealed record Message(ReadOnlyMemory<byte> Text) : WeComOpened;

    public sealed record Failed(WeComFlaw Flaw) : WeComOpened;
}

/// <summary>Why an encrypted text could not be opened, in the order in which it is looked at.</summary>
internal enum WeComFlaw
{
    NoBase64,
    NoWholeBlocks,
    Padding,
    Length,

    /// <summary>Of another company or app, or of the other kind of bot.</summary>
    OtherReceiver,
    NoUtf8,
}
