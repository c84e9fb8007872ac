namespace BotHost.Simulator;

/// <summary>Why QQ refuses a call. Source: wiki "错误与调试" and the tables of the interfaces.</summary>
internal static class QQCodes
{
    public const int TokenMissing = 11241;
    public const int TokenInvalid = 11243;
    public const int TokenExpired = 11244;

    public const int BadRequest = 12001;
    public const int EmptyContent = 50006;
    public const int MarkdownRefused = 50056;
    public const int StreamTooFast = 50002;

    /// <summary>A frame whose text does not continue what people saw.</summary>
    public const int StreamDiverges = 40007;

    public const int Throttled = 22009;
    public const int ActiveLimit = 40034100;
    public const int ActiveRefused = 40034105;
    public const int NotInGroup = 40034101;
    public const int NoRelation = 40054004;
    public const int MessageTooOld = 40034005;
    public const int MessageUnknown = 40034024;
    public const int EventUnknown = 40034025;
    public const int EventTooOld = 40034026;
    public const int NoRepliesLeft = 40034128;
    public const int Duplicate = 40054005;
    public const int TooLong = 40054007;
    public const int UrlRefused = 40054010;
    public const int BadFileInfo = 304080;
    public const int BadFile = 850019;
    public const int FileTooLarge = 850031;
}
