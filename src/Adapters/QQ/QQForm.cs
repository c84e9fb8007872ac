namespace BotHost.Adapters.QQ;

/// <summary>
/// How much of an answer's form is given up after the platform refused a fuller one. A number, because it is stored and because every form
/// has sequences of its own: were two forms sent under one, a refused first one could pass for the delivery of the second.
/// </summary>
/// <param name="IsPlain">Without markdown.</param>
/// <param name="Links">How far addresses are made unclickable.</param>
/// <param name="IsUnquoted">Without a reference to the question.</param>
/// <param name="IsHalved">In pieces of half the usual size.</param>
/// <param name="IsInWords">Words in place of a picture.</param>
internal readonly record struct QQForm(
    bool IsPlain = false, QQLinks Links = QQLinks.AsWritten, bool IsUnquoted = false, bool IsHalved = false, bool IsInWords = false)
{
    private const int LinkForms = 3;

    public int Number => (IsPlain ? 1 : 0) + (2 * (int)Links) + (2 * LinkForms * (IsUnquoted ? 1 : 0)) + (4 * LinkForms * (IsHalved ? 1 : 0))
        + (8 * LinkForms * (IsInWords ? 1 : 0));

    public static QQForm FromNumber(int number) => new(
        (number & 1) != 0,
        (QQLinks)(number / 2 % LinkForms),
        number / (2 * LinkForms) % 2 != 0,
        number / (4 * LinkForms) % 2 != 0,
        number / (8 * LinkForms) % 2 != 0);
}

/// <summary>What is done about addresses that are not on the bot's list (消息 URL 配置).</summary>
internal enum QQLinks
{
    AsWritten = 0,

    /// <summary>Without scheme, the dots of the host full-width; a link's words alone.</summary>
    Broken = 1,

    /// <summary>Also what only looks like a host.</summary>
    BareHostsBroken = 2,
}

/// <summary>
/// The <c>msg_seq</c> of every reply: the same for the same reply, whoever sends it and however often, so that the platform recognises a
/// resend (40054005). Nothing needs to be stored for it. Source: 发送单聊消息, 发送群聊消息.
/// </summary>
internal static class QQSequence
{
    /// <summary>All frames of a growing answer share one, and no other message has it.</summary>
    public const int Stream = 4_001;

    public const int Typing = 4_002;

    /// <summary>The line that says that an answer was refused.</summary>
    public const int Refusal = 4_003;

    /// <summary>More than a message may be answered with; pieces of one part likewise.</summary>
    public const int Room = 8;

    /// <summary>From 1; the first form of the first parts counts 1, 2, 3 … as the platform expects it.</summary>
    public static int Of(int part, int piece, QQForm form) => 1 + part + (Room * piece) + (Room * Room * form.Number);
}
