namespace BotHost.Conversation.Media.Reading;

/// <summary>What a document says in words.</summary>
internal abstract record DocumentReading
{
    private DocumentReading()
    {
    }

    /// <summary>Its words, in reading order as far as that can be told. Never blank.</summary>
    /// <param name="Text">Line ends are <c>\n</c>; no control characters but that and the tab.</param>
    /// <param name="WasCut">True if the document has more than the limits let through.</param>
    public sealed record Words(string Text, bool WasCut) : DocumentReading
    {
        /// <summary>Never prints what people sent.</summary>
        public override string ToString() => $"{Text.Length} characters{(WasCut ? ", cut" : "")}";
    }

    /// <summary>Nothing that could be read.</summary>
    public sealed record Unreadable(DocumentFault Fault) : DocumentReading;
}

/// <summary>Why a document could not be read: the cases in which people are told something different.</summary>
internal enum DocumentFault
{
    /// <summary>A kind that is not read, such as the office formats from before 2007, archives, programs.</summary>
    NotSupported,

    /// <summary>It wants a password.</summary>
    Encrypted,

    /// <summary>It is not what it begins like, or its end is missing.</summary>
    Damaged,

    /// <summary>There is no text in it: pictures of pages, an empty table.</summary>
    NoText,

    /// <summary>It unfolds into more than the limits allow.</summary>
    TooComplex,
}
