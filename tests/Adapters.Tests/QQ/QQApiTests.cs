using System.Text.Json.Nodes;
using BotHost.Adapters.QQ;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>The recorded calls that no answer leads to. The others are compared with those of the running host.</summary>
public sealed class QQApiTests : IDisposable
{
    private const string Token = "ACCESS_TOKEN";
    private const string Person = Webhooks.Person;
    private const string Group = Webhooks.Group;

    private readonly StubHttp _http = new();
    private readonly QQApi _api;

    public QQApiTests()
    {
        _api = new QQApi(Webhooks.Options, _http, new ManualTimeProvider());
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("upload image by url")]
    [InlineData("upload image by base64")]
    [InlineData("send uploaded media")]
    [InlineData("recall")]
    public async Task A_call_is_made_as_recorded(string name)
    {
        var vector = Vectors.Section("outbound", "qq").Single(item => (string)item["name"]! == name);
        _http.Answers(200, "{}");

        await MakeAsync(name);

        var request = _http.Last;
        Assert.Equal((string)vector["method"]!, request.Method);
        Assert.Equal(
            ((string)vector["url"]!).Replace("{apiBase}", "https://api.sgroup.qq.com", StringComparison.Ordinal),
            request.Url);
        Assert.Equal((string?)vector["headers"]!["Authorization"], request.Headers.GetValueOrDefault("Authorization"));
        if (vector["json"] is not JsonObject expected)
        {
            Assert.Empty(request.Body);
            return;
        }

        Assert.StartsWith("application/json", request.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(request.Body)), request.Body);
    }

    [Fact]
    public async Task An_id_cannot_lead_to_another_path()
    {
        _http.Answers(200, "{}");

        await _api.SendAsync(Token, QQScene.Private, "a/../b?c#d", new MessageRequest { Content = "x" }, CancellationToken.None);

        Assert.Equal("https://api.sgroup.qq.com/v2/users/a%2F..%2Fb%3Fc%23d/messages", _http.Last.Url);
    }

    [Fact]
    public async Task The_file_that_an_upload_names_and_the_bot_s_own_name_are_read()
    {
        _http.Answers(200, """{"file_uuid":"u-1","file_info":"FILE_INFO","ttl":3600}""").Answers(200, """{"id":"1","username":"助手"}""");

        var file = await _api.UploadAsync(Token, QQScene.Group, Group, new FileRequest { FileType = FileRequest.Image, Url = "https://example.com/a.png" }, CancellationToken.None);
        var me = await _api.MeAsync(Token, CancellationToken.None);

        Assert.Equal(("FILE_INFO", 3600, null), (file.Response.FileInfo, file.Response.Ttl, file.Error));
        Assert.Equal("助手", me.Response.Username);
        Assert.Equal(("GET", "https://api.sgroup.qq.com/users/@me"), (_http.Last.Method, _http.Last.Url));
    }

    private Task<QQAnswer> MakeAsync(string name) => name switch
    {
        "upload image by url" => _api.UploadAsync(
            Token, QQScene.Group, Group, new FileRequest { FileType = FileRequest.Image, Url = "https://example.com/a.png" }, CancellationToken.None),
        "upload image by base64" => _api.UploadAsync(
            Token, QQScene.Private, Person, new FileRequest { FileType = FileRequest.Image, FileData = Convert.FromBase64String("iVBORw0KGgo=") }, CancellationToken.None),
        "send uploaded media" => _api.SendAsync(
            Token, QQScene.Group, Group,
            new MessageRequest { MsgType = MessageRequest.MediaFile, Media = new MessageMedia("FILE_INFO"), MsgId = "ROBOT1.0_grpAt.123-_x=", MsgSeq = 3 }, CancellationToken.None),
        "recall" => _api.RecallAsync(Token, QQScene.Group, Group, "ROBOT1.0_sent.1", CancellationToken.None),
        _ => throw new ArgumentException("A call that this test does not know.", nameof(name)),
    };
}
