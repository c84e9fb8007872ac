using System.Text.Json.Nodes;
using BotHost.Adapters.QQ;

namespace BotHost.Adapters.Tests.QQ;

/// <summary>Every recorded call to the platform, as our client makes it.</summary>
public sealed class QQApiTests : IDisposable
{
    private const string Token = "ACCESS_TOKEN";
    private const string Person = Webhooks.Person;
    private const string Group = Webhooks.Group;
    private const string Question = "ROBOT1.0_c2cText.0-aZ_9!!";
    private const string GroupQuestion = "ROBOT1.0_grpAt.123-_x=";

    private readonly StubHttp _http = new();
    private readonly QQApi _api;

    public QQApiTests()
    {
        _api = new QQApi(Webhooks.Options, _http, new ManualTimeProvider());
    }

    public static TheoryData<string> Calls => Vectors.Names("outbound", "qq");

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_is_made_as_recorded(string name)
    {
        var vector = Vectors.Section("outbound", "qq").Single(item => (string)item["name"]! == name);
        _http.Answers(200, "{}");

        await MakeAsync(name);

        var request = _http.Last;
        Assert.Equal((string)vector["method"]!, request.Method);
        Assert.Equal(
            ((string)vector["url"]!).Replace("{apiBase}", "https://api.sgroup.qq.com", StringComparison.Ordinal).Replace("{tokenBase}", "https://bots.qq.com", StringComparison.Ordinal),
            request.Url);
        Assert.Equal((string?)vector["headers"]!["Authorization"], request.Headers.GetValueOrDefault("Authorization"));
        if (vector["json"] is not JsonObject expected)
        {
            Assert.Empty(request.Body);
            return;
        }

        Assert.StartsWith("application/json", request.Headers["Content-Type"], StringComparison.Ordinal);
        expected = expected.DeepClone().AsObject();
        expected.Remove("keyboard");        // our answers have no buttons
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
        "access token" => _api.RequestTokenAsync(CancellationToken.None),
        "C2C passive text, first reply" => PrivateAsync(Text("秋天来了。", 1)),
        "C2C passive text, second reply to the same message" => PrivateAsync(Text("第二段。", 2)),
        "group passive text" => GroupAsync(Plain("上海：晴，24℃") with { MsgId = GroupQuestion, MsgSeq = 1 }),
        "group active text (no msg_id, no event_id)" => GroupAsync(Plain("提醒：会议开始")),
        "group reply by event" => GroupAsync(Plain("大家好") with { EventId = "GROUP_ADD_ROBOT:ga0000000000001", MsgSeq = 1 }),
        "group markdown with a callback and a command button" => GroupAsync(
            new QQMessage(IsMarkdown: true, "## 结果\n\n**完成**").ToRequest(QQScene.Group) with { MsgId = GroupQuestion, MsgSeq = 2 }),
        "quote the user message" => PrivateAsync(Text("引用回复", 3) with { MessageReference = new MessageReference("REFIDX_CMkBEAAYpJ2x0gY==") }),
        "typing indicator (C2C only)" => PrivateAsync(new MessageRequest
        {
            MsgType = MessageRequest.Typing, InputNotify = new InputNotify(1, 60), MsgId = Question, MsgSeq = 1,
        }),
        "upload image by url" => _api.UploadAsync(
            Token, QQScene.Group, Group, new FileRequest { FileType = FileRequest.Image, Url = "https://example.com/a.png" }, CancellationToken.None),
        "upload image by base64" => _api.UploadAsync(
            Token, QQScene.Private, Person, new FileRequest { FileType = FileRequest.Image, FileData = "iVBORw0KGgo=" }, CancellationToken.None),
        "send uploaded media" => GroupAsync(new MessageRequest
        {
            MsgType = MessageRequest.MediaFile, Media = new MessageMedia("FILE_INFO"), MsgId = GroupQuestion, MsgSeq = 3,
        }),
        "stream, first frame" => StreamAsync("秋", 0, StreamRequest.Growing, stream: null),
        "stream, next frame" => StreamAsync("秋风起", 1, StreamRequest.Growing, "stream-1"),
        "stream, last frame" => StreamAsync("秋风起，叶落黄。", 2, StreamRequest.Finished, "stream-1"),
        "channel text" => _api.SendAsync(
            Token, QQScene.Channel, "100010",
            new MessageRequest { Content = $"<@!1234567890123456789> {QQText.ForChannel("C&C++ 用 <vector>")}", MsgId = "0812345677890abcdef0123" }, CancellationToken.None),
        "channel direct message text" => _api.SendAsync(
            Token, QQScene.ChannelPrivate, "3333333333333333", new QQMessage(IsMarkdown: false, "你好").ToRequest(QQScene.ChannelPrivate) with { MsgId = "08f0dm" }, CancellationToken.None),
        "interaction acknowledgement" => _api.AcknowledgeAsync(Token, "06915133-7aef-46ed-94f7-c50939e285ae", CancellationToken.None),
        "recall" => _api.RecallAsync(Token, QQScene.Group, Group, "ROBOT1.0_sent.1", CancellationToken.None),
        _ => throw new ArgumentException("A call that this test does not know.", nameof(name)),
    };

    private static MessageRequest Plain(string text) => new QQMessage(IsMarkdown: false, text).ToRequest(QQScene.Private);

    private static MessageRequest Text(string text, int sequence) => Plain(text) with { MsgId = Question, MsgSeq = sequence };

    private Task<QQAnswer> PrivateAsync(MessageRequest message) => _api.SendAsync(Token, QQScene.Private, Person, message, CancellationToken.None);

    private Task<QQAnswer> GroupAsync(MessageRequest message) => _api.SendAsync(Token, QQScene.Group, Group, message, CancellationToken.None);

    private Task<QQAnswer> StreamAsync(string text, int index, int state, string? stream)
    {
        var frame = new StreamRequest
        {
            InputState = state, Index = index, ContentRaw = text, StreamMsgId = stream, MsgId = Question, EventId = Question, MsgSeq = 1,
        };
        return _api.StreamAsync(Token, Person, frame, CancellationToken.None);
    }
}
