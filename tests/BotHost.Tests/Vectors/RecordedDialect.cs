using System.Text.Json.Nodes;

namespace BotHost.Tests.Vectors;

/// <summary>How a platform answers the calls of a host when all is well.</summary>
internal sealed record RecordedDialect
{
    /// <summary>As under <c>Bots:…:Platform</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The call for an access token; empty where there is none.</summary>
    public string TokenCall { get; init; } = "";

    public Func<string, JsonObject> Token { get; init; } = _ => throw new InvalidOperationException("This platform gives no tokens.");

    /// <summary>What else the host asks before it can work, such as its bot's own id.</summary>
    public IReadOnlyList<string> OtherPreparations { get; init; } = [];

    public required Func<PlatformCall, JsonObject> Good { get; init; }

    /// <summary>Whatever is asked for it in the address's query.</summary>
    public bool IsToken(PlatformCall call) => call.Url.Split('?')[0] == TokenCall;

    public bool IsPreparation(PlatformCall call) => IsToken(call) || OtherPreparations.Contains(call.Url);
}

internal static class RecordedDingTalk
{
    public const string Api = "https://api.dingtalk.com";
    public const string LegacyApi = "https://oapi.dingtalk.com";
    public const string TokenCall = $"{Api}/v1.0/oauth2/accessToken";
    public const string PrivateCall = $"{Api}/v1.0/robot/oToMessages/batchSend";
    public const string GroupCall = $"{Api}/v1.0/robot/groupMessages/send";
    public const string FileCall = $"{Api}/v1.0/robot/messageFiles/download";
    public const string UploadCall = $"{LegacyApi}/media/upload";
    public const string CardCall = $"{Api}/v1.0/card/instances/createAndDeliver";
    public const string CardTextCall = $"{Api}/v1.0/card/streaming";

    /// <summary>The settings of a host whose calls are recorded.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Platforms:DingTalk:BaseUrl"] = Api,
        ["Platforms:DingTalk:LegacyBaseUrl"] = LegacyApi,
    };

    public static RecordedDialect Dialect { get; } = new()
    {
        Platform = "DingTalk",
        TokenCall = TokenCall,
        Token = token => RecordedPlatform.Says(200, $$"""{"accessToken":"{{token}}","expireIn":7200}"""),
        Good = call => call.Url switch
        {
            PrivateCall => RecordedPlatform.Says(200, """{"processQueryKey":"pqk-1","invalidStaffIdList":[],"flowControlledStaffIdList":[]}"""),
            GroupCall => RecordedPlatform.Says(200, """{"processQueryKey":"pqk-1"}"""),
            CardCall => RecordedPlatform.Says(200, """{"success":true,"result":{"deliverResults":[{"success":true,"carrierId":"carrier-1"}]}}"""),
            CardTextCall => RecordedPlatform.Says(200, """{"success":true,"result":true}"""),
            _ => RecordedPlatform.Says(200, """{"errcode":0,"errmsg":"ok"}"""),
        },
    };
}

internal static class RecordedFeishu
{
    public const string Api = "https://open.feishu.cn/open-apis";
    public const string TokenCall = $"{Api}/auth/v3/tenant_access_token/internal";
    public const string BotInfoCall = $"{Api}/bot/v3/info";

    public static RecordedDialect Dialect { get; } = new()
    {
        Platform = "Feishu",
        TokenCall = TokenCall,
        Token = token => RecordedPlatform.Says(200, $$"""{"code":0,"msg":"ok","tenant_access_token":"{{token}}","expire":7200}"""),
        OtherPreparations = [BotInfoCall],
        Good = call => call.Url == BotInfoCall
            ? RecordedPlatform.Says(200, $$$"""{"code":0,"msg":"ok","bot":{"activate_status":2,"app_name":"小助手","open_id":"{{{FeishuVectors.BotOpenId}}}"}}""")
            : RecordedPlatform.Says(200, """{"code":0,"msg":"success","data":{"message_id":"om_reply0000000000000000000000000001","card_id":"7371713483664506900","reaction_id":"r-1"}}"""),
    };
}

internal static class RecordedQQ
{
    public const string Api = "https://api.sgroup.qq.com";
    public const string TokenBase = "https://bots.qq.com";
    public const string TokenCall = $"{TokenBase}/app/getAppAccessToken";

    public static RecordedDialect Dialect { get; } = new()
    {
        Platform = "QQ",
        TokenCall = TokenCall,
        Token = token => RecordedPlatform.Says(200, $$"""{"access_token":"{{token}}","expires_in":"7200"}"""),
        OtherPreparations = [$"{Api}/users/@me"],
        Good = call => call.Url == $"{Api}/users/@me"
            ? RecordedPlatform.Says(200, """{"id":"6158788878435714165","username":"测试机器人"}""")
            : RecordedPlatform.Says(200, """{"id":"ROBOT1.0_sent.1","timestamp":"2026-09-21T22:13:25+08:00","ext_info":{"ref_idx":"REFIDX_sent1=="}}"""),
    };
}

internal static class RecordedOneBot
{
    public const string Api = "http://127.0.0.1:3000";

    public static RecordedDialect Dialect { get; } = new()
    {
        Platform = "OneBot",
        OtherPreparations = [$"{Api}/get_login_info", $"{Api}/get_msg"],
        Good = call => call.Url == $"{Api}/get_login_info"
            ? RecordedPlatform.Says(200, """{"status":"ok","retcode":0,"data":{"user_id":10001,"nickname":"bot"}}""")
            : RecordedPlatform.Says(200, """{"status":"ok","retcode":0,"data":{"message_id":77}}"""),
    };
}

internal static class RecordedWeComApp
{
    public const string Api = "https://qyapi.weixin.qq.com";
    public const string TokenCall = $"{Api}/cgi-bin/gettoken";
    public const string SendCall = $"{Api}/cgi-bin/message/send";

    public static RecordedDialect Dialect { get; } = new()
    {
        Platform = "WeComApp",
        TokenCall = TokenCall,
        Token = token => RecordedPlatform.Says(200, $$"""{"errcode":0,"errmsg":"ok","access_token":"{{token}}","expires_in":7200}"""),
        Good = _ => RecordedPlatform.Says(200, """{"errcode":0,"errmsg":"ok","msgid":"MSGID_1"}"""),
    };
}
