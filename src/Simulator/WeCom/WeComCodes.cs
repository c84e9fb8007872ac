namespace BotHost.Simulator;

/// <summary>The numbers that WeCom answers with: "全局错误码" (https://developer.work.weixin.qq.com/document/path/90313).</summary>
internal static class WeComCodes
{
    public const int Busy = -1;
    public const int WrongSecret = 40001;
    public const int UnknownCorp = 40013;
    public const int TokenInvalid = 40014;
    public const int BadMediaType = 40004;
    public const int BadFileType = 40005;
    public const int BadFileSize = 40006;
    public const int UnknownMedia = 40007;
    public const int BadMsgType = 40008;
    public const int BadPictureSize = 40009;
    public const int TooManyReceivers = 40032;
    public const int BadJson = 40035;
    public const int WrongAgent = 40056;
    public const int BadParameter = 40058;
    public const int TokenMissing = 41001;
    public const int CorpMissing = 41002;
    public const int SecretMissing = 41004;
    public const int MediaMissing = 41006;
    public const int AgentMissing = 41011;
    public const int TokenExpired = 42001;
    public const int EmptyText = 44004;
    public const int TooLong = 45002;
    public const int Throttled = 45009;
    public const int TooConcurrent = 45033;
    public const int AddressNotTrusted = 60020;
    public const int ResponseCodeSpent = 60140;
    public const int NoReceiver = 82001;
    public const int NobodyVisible = 81013;
}
