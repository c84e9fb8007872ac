namespace BotHost.Simulator;

/// <summary>The calls of the platform's API, to say which of them a fault shall meet.</summary>
[Flags]
public enum FeishuCalls
{
    None = 0,

    Token = 1,
    BotInfo = 1 << 1,

    /// <summary>A new message, as an answer to one or on its own.</summary>
    Send = 1 << 2,

    /// <summary>PUT or PATCH of a message.</summary>
    EditMessage = 1 << 3,

    RecallMessage = 1 << 4,
    ReadMessage = 1 << 5,
    React = 1 << 6,

    CreateCard = 1 << 7,

    /// <summary>The text of one element: what makes a card grow.</summary>
    WriteCard = 1 << 8,

    /// <summary>Streaming on or off.</summary>
    ConfigureCard = 1 << 9,

    /// <summary>The whole card anew.</summary>
    ReplaceCard = 1 << 10,

    /// <summary>The bytes of what a message refers to.</summary>
    Download = 1 << 11,

    /// <summary>A picture of the bot.</summary>
    Upload = 1 << 12,

    /// <summary>What changes a card that is there.</summary>
    ChangeCard = WriteCard | ConfigureCard | ReplaceCard,

    /// <summary>All that makes people see something.</summary>
    Visible = Send | EditMessage | ChangeCard,

    /// <summary>All but the fetching of tokens.</summary>
    All = BotInfo | Send | EditMessage | RecallMessage | ReadMessage | React | CreateCard | ChangeCard | Download | Upload,
}
