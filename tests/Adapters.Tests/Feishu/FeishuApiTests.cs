using BotHost.Adapters.Feishu;

namespace BotHost.Adapters.Tests.Feishu;

/// <summary>Where the calls go. What they say is compared with the recorded ones where the whole host makes them.</summary>
public sealed class FeishuApiTests : IDisposable
{
    private const string Token = "t-g1044fictional0000000000000000000000000";
    private const string Ok = """{"code":0,"msg":"success","data":{}}""";

    private readonly StubHttp _http = new();
    private readonly FeishuApi _api;

    public FeishuApiTests() => _api = new FeishuApi(FeishuVectors.Encrypted, _http, new ManualTimeProvider());

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_base_address_with_a_path_keeps_it()
    {
        _http.Answers(200, Ok);

        await new FeishuApi(FeishuVectors.Encrypted with { BaseUrl = new Uri("http://127.0.0.1:8080/feishu/") }, _http, new ManualTimeProvider())
            .RequestTokenAsync(CancellationToken.None);

        Assert.Equal("http://127.0.0.1:8080/feishu/open-apis/auth/v3/tenant_access_token/internal", _http.Last.Url);
    }

    [Fact]
    public async Task An_id_cannot_lead_a_call_elsewhere()
    {
        _http.Answers(200, Ok);

        await _api.AddReactionAsync(Token, "../../a?b#c%2f", "OK", CancellationToken.None);

        Assert.Equal("https://open.feishu.cn/open-apis/im/v1/messages/..%2F..%2Fa%3Fb%23c%252f/reactions", _http.Last.Url);
    }
}
