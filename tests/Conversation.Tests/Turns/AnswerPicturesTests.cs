using System.Net;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Web;
using BotHost.Conversation.Words;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Turns;

public sealed class AnswerPicturesTests : IAsyncDisposable
{
    private static readonly byte[] _png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly TemporaryFolder _folder = new();
    private readonly Internet _internet = new();
    private readonly Database _database;
    private readonly DatabaseWriter _writer;
    private readonly SqlMediaStore _store;

    public AnswerPicturesTests()
    {
        _database = new Database(new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "answers.db")}" });
        _writer = new DatabaseWriter(_database, NullLogger<DatabaseWriter>.Instance);
        _store = new SqlMediaStore(_database, _writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.Dispose();
        _folder.Dispose();
        _internet.Dispose();
    }

    [Fact]
    public async Task By_default_pictures_stay_links_and_nobody_goes_there()
    {
        var answer = await TakeOutAsync("![a](https://x.example/a.png)", MarkdownImages.Links);

        Assert.Equal("[a](https://x.example/a.png)", answer.Text);
        Assert.Empty(answer.Pictures);
        Assert.Equal(0, _internet.Asked);
    }

    [Fact]
    public async Task Pictures_are_sent_where_that_is_wanted_and_what_is_none_stays_a_link()
    {
        var answer = await TakeOutAsync($"![a](https://x.example/a.png) ![b](https://x.example/gone.png) ![c](data:image/png;base64,{Convert.ToBase64String(_png)})");

        Assert.Equal("a [b](https://x.example/gone.png) c", answer.Text);
        Assert.Equal(["a", "c"], answer.Pictures.Select(picture => picture.Alt));
        foreach (var picture in answer.Pictures)
            Assert.Equal(_png, (await _store.FindAsync(picture.MediaId, TestContext.Current.CancellationToken))!.Bytes.ToArray());
    }

    [Fact]
    public async Task An_answer_waits_for_its_slowest_picture_and_not_for_one_after_the_other()
    {
        _internet.AnswersWhenAsked(times: 3);

        var answer = await TakeOutAsync("![a](https://x.example/1.png) ![b](https://x.example/2.png) ![c](https://x.example/3.png)");

        Assert.Equal(["a", "b", "c"], answer.Pictures.Select(picture => picture.Alt));
    }

    [Fact]
    public async Task A_picture_that_is_shown_twice_is_fetched_and_sent_once()
    {
        var answer = await TakeOutAsync("![a](https://x.example/a.png), again ![a](https://x.example/a.png)");

        Assert.Equal("a, again a", answer.Text);
        Assert.Single(answer.Pictures);
        Assert.Equal(1, _internet.Asked);
    }

    [Fact]
    public async Task What_may_have_been_seen_growing_ends_in_a_text_also_where_it_is_only_a_picture()
    {
        var answer = await TakeOutAsync("![](https://x.example/a.png)");

        Assert.Equal(Phrases.In(Language.Zh).PictureMade, answer.Text);
        Assert.Single(answer.Pictures);
    }

    [Fact]
    public async Task Of_very_many_pictures_the_first_are_sent_and_the_others_stay_links()
    {
        var answer = await TakeOutAsync(string.Join(' ', Enumerable.Range(1, 6).Select(number => $"![p{number}](https://x.example/{number}.png)")));

        Assert.Equal("p1 p2 p3 p4 [p5](https://x.example/5.png) [p6](https://x.example/6.png)", answer.Text);
        Assert.Equal(4, answer.Pictures.Count);
    }

    private Task<Answer> TakeOutAsync(string text, MarkdownImages images = MarkdownImages.Pictures) =>
        new AnswerPictures(new PublicFiles(_internet, TimeProvider.System), new PictureKeeper(_store)).TakeOutAsync(
            TurnOf.Text("?", new BotProfile { Name = "bot", MarkdownImages = images }),
            new Answer { Kind = ReplyKind.Answer, Text = text },
            TestContext.Current.CancellationToken);

    /// <summary>Has a picture at every address, but for those that are gone.</summary>
    private sealed class Internet : HttpMessageHandler, IHttpClientFactory
    {
        private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        /// <summary>Nobody is answered before so many have come.</summary>
        public void AnswersWhenAsked(int times) => _times = times;

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _asked) >= _times)
                _answers.TrySetResult();
            await _answers.Task.WaitAsync(cancellationToken);
            return request.RequestUri!.AbsolutePath.Contains("gone", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.NotFound)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(_png) };
        }
    }
}
