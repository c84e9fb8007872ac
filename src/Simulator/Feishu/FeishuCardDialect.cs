namespace BotHost.Simulator;

/// <summary>Who is asked to take a card: they have their own codes for the same mistakes.</summary>
internal enum FeishuCardDialect
{
    /// <summary>The calls that send and edit messages: most mistakes are 230099, and the code is in its text.</summary>
    Message,

    /// <summary>The calls that make and change card entities.</summary>
    Card,
}
