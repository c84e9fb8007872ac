using System.Buffers;
using System.Diagnostics;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Llm.Transcriptions;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Tests.Turns;
using BotHost.Conversation.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Media;

public sealed class MessageReaderTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedSource _source = new();
    private readonly Database _database;
    private readonly DatabaseWriter _writer;
    private readonly SqlMediaStore _store;

    public MessageReaderTests()
    {
        _database = new Database(new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "media.db")}" });
        _writer = new DatabaseWriter(_database, NullLogger<DatabaseWriter>.Instance);
        _store = new SqlMediaStore(_database, _writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_message_without_attachments_needs_no_reading_and_leaves_none()
    {
        using var reader = Reader();
        var turn = TurnOf.Parts([new QuotePart("q", "text", "said"), new TextPart("你好"), Voice with { Transcript = "再见" }]);

        Assert.False(reader.HasWork(turn.Message));
        Assert.Equal([new ReadPart.Quote("said"), new ReadPart.Words("你好"), new ReadPart.Words("再见")], (await ReadAsync(reader, turn)).Parts);
        Assert.Null(_store.FindReading(turn.Claim.MessageId));
    }

    [Fact]
    public async Task A_text_file_is_read_whatever_it_is_called()
    {
        _source.Next(new FetchResult.Fetched("买牛奶"u8.ToArray()));
        using var reader = Reader();

        var document = Assert.IsType<ReadPart.Document>(Assert.Single((await ReadAsync(reader, TurnOf.Parts([File("photo.png")]))).Parts));

        Assert.Equal(("photo.png", "买牛奶"), (document.Name, document.Text));
    }

    [Fact]
    public async Task A_document_is_read_on_a_thread_of_its_own_so_that_a_slow_one_takes_none_from_acknowledgements()
    {
        using var watched = new WatchedMemory("words"u8.ToArray());
        _source.Next(new FetchResult.Fetched(watched.Memory));
        using var reader = Reader();

        await ReadAsync(reader, TurnOf.Parts([File("a.txt")]));

        Assert.False(watched.LastSeenFromThePool);
    }

    [Fact]
    public async Task A_picture_is_kept_for_a_model_that_sees()
    {
        _source.Next(new FetchResult.Fetched(TinyPng));
        using var reader = Reader(Seeing);

        var picture = Assert.IsType<ReadPart.Picture>(Assert.Single((await ReadAsync(reader, TurnOf.Parts([Image]))).Parts));

        var kept = await _store.FindAsync(picture.MediaId, TestContext.Current.CancellationToken);
        Assert.NotNull(kept);
        Assert.Equal("image/png", kept.MediaType);
        Assert.Equal(TinyPng, kept.Bytes.ToArray());
    }

    [Fact]
    public async Task For_a_model_that_does_not_see_a_picture_is_not_even_fetched()
    {
        using var reader = Reader();

        Assert.Equal(AttachmentFault.NoVision, await FaultAsync(reader, Image));
        Assert.Equal(0, _source.Fetches);
    }

    [Fact]
    public async Task Speech_is_put_into_words()
    {
        _source.Next(new FetchResult.Fetched(TinyWav));
        using var reader = Reader(Hearing(new Transcription.Heard(" 明天的会议 ")));

        Assert.Equal([new ReadPart.Words("明天的会议")], (await ReadAsync(reader, TurnOf.Parts([Voice]))).Parts);
    }

    [Fact]
    public async Task Speech_that_nobody_can_hear_is_not_fetched()
    {
        using var reader = Reader();

        Assert.Equal(AttachmentFault.NoTranscriber, await FaultAsync(reader, Voice));
        Assert.Equal(0, _source.Fetches);
    }

    [Fact]
    public async Task Silence_and_a_failing_model_are_told_apart()
    {
        _source.Next(new FetchResult.Fetched(TinyWav), new FetchResult.Fetched(TinyWav));
        using var silent = Reader(Hearing(new Transcription.Heard(" ")));
        using var broken = Reader(Hearing(new Transcription.Failed(new LlmFailure(LlmFailureKind.ServerError, "HTTP 500"))));

        Assert.Equal(AttachmentFault.NoWords, await FaultAsync(silent, Voice, message: 1));
        Assert.Equal(AttachmentFault.NotUnderstood, await FaultAsync(broken, Voice, message: 2));
    }

    [Theory]
    [InlineData("too large", nameof(AttachmentFault.TooLarge))]
    [InlineData("expired", nameof(AttachmentFault.Expired))]
    [InlineData("refused", nameof(AttachmentFault.Forbidden))]
    [InlineData("a program", nameof(AttachmentFault.NotSupported))]
    public async Task What_cannot_be_had_is_said_so(string what, string fault)
    {
        _source.Next(what switch
        {
            "too large" => new FetchResult.TooLarge(),
            "expired" => new FetchResult.Expired("HTTP 404"),
            "refused" => new FetchResult.Refused("HTTP 403"),
            _ => new FetchResult.Fetched(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2, 3 }),
        });
        using var reader = Reader();

        Assert.Equal(fault, (await FaultAsync(reader, File("a.txt"))).ToString());
    }

    [Fact]
    public async Task A_picture_of_too_many_pixels_is_not_taken_however_few_bytes_it_has()
    {
        var bomb = TinyPng.ToArray();
        (bomb[18], bomb[19], bomb[22], bomb[23]) = (0x3f, 0xff, 0x3f, 0xff);        // 16,383 by 16,383
        _source.Next(new FetchResult.Fetched(bomb));
        using var reader = Reader(Seeing);

        Assert.Equal(AttachmentFault.TooManyPixels, await FaultAsync(reader, Image));
    }

    [Fact]
    public async Task A_platform_that_fails_is_asked_three_times_and_no_more()
    {
        _source.Next(new FetchResult.Failed("HTTP 500"), new FetchResult.Failed("HTTP 500"), new FetchResult.Failed("HTTP 500"), new FetchResult.Fetched("late"u8.ToArray()));
        using var reader = Reader();

        var fault = FaultAsync(reader, File("a.txt"));
        await _time.AdvanceUntilAsync(fault);

        Assert.Equal(AttachmentFault.Unavailable, await fault);
        Assert.Equal(3, _source.Fetches);
    }

    [Fact]
    public async Task A_platform_that_recovers_is_forgiven()
    {
        _source.Next(new FetchResult.Failed("HTTP 500"), new FetchResult.Fetched("words"u8.ToArray()));
        using var reader = Reader();

        var reading = ReadAsync(reader, TurnOf.Parts([File("a.txt")]));
        await _time.AdvanceUntilAsync(reading);

        Assert.IsType<ReadPart.Document>(Assert.Single((await reading).Parts));
    }

    [Fact]
    public async Task Of_very_many_attachments_the_first_are_read()
    {
        _source.Next(Enumerable.Repeat(new FetchResult.Fetched("words"u8.ToArray()), 20));
        using var reader = Reader();

        var parts = (await ReadAsync(reader, TurnOf.Parts([.. Enumerable.Range(0, 20).Select(number => File($"{number}.txt"))]))).Parts;

        Assert.Equal(AttachmentLimits.MostOfAMessage, parts.Count(part => part is ReadPart.Document));
        Assert.Equal(12, parts.Count(part => part is ReadPart.Unread { Fault: AttachmentFault.TooMany }));
    }

    [Fact]
    public async Task What_was_read_is_not_fetched_again_after_a_kill()
    {
        _source.Next(new FetchResult.Fetched("words"u8.ToArray()));
        var turn = TurnOf.Parts([File("a.txt")]);
        using (var killed = Reader())
            await ReadAsync(killed, turn);

        using var next = Reader();
        Assert.IsType<ReadPart.Document>(Assert.Single((await ReadAsync(next, turn)).Parts));
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Its_turn_waits_for_what_was_begun_when_it_was_stored()
    {
        _source.Next(new FetchResult.Fetched("words"u8.ToArray()));
        _source.Hold();
        using var reader = Reader();
        var turn = TurnOf.Parts([File("a.txt")]);

        reader.Begin(turn.Claim.MessageId, turn.Claim.ConversationId, turn.Message);
        var reading = ReadAsync(reader, turn);
        _source.Release();

        Assert.IsType<ReadPart.Document>(Assert.Single((await reading).Parts));
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task A_quote_that_is_only_named_is_looked_up()
    {
        _source.Next(new FetchResult.Fetched("words"u8.ToArray()));
        using var reader = Readers.Of(_store, _source, _time, quotes: new Quotes([new TextPart("earlier"), File("a.txt")]));

        var parts = (await ReadAsync(reader, TurnOf.Parts([new QuotePart("q", "text", ""), new TextPart("and this?")]))).Parts;

        Assert.Equal([new ReadPart.Quote("earlier"), new ReadPart.Document("a.txt", "words", WasCut: false), new ReadPart.Words("and this?")], parts);
    }

    [Fact]
    public async Task A_conversation_keeps_its_newest_pictures_only()
    {
        var token = TestContext.Current.CancellationToken;
        var ids = new List<long>();
        for (var number = 0; number < 20; number++)
            ids.Add(await _store.AddAsync(conversationId: 7, messageId: number, new StoredMedia("image/png", TinyPng), token));
        var other = await _store.AddAsync(conversationId: 8, messageId: 99, new StoredMedia("image/png", TinyPng), token);

        Assert.Null(await _store.FindAsync(ids[3], token));
        Assert.NotNull(await _store.FindAsync(ids[4], token));
        Assert.NotNull(await _store.FindAsync(ids[19], token));
        Assert.NotNull(await _store.FindAsync(other, token));
    }

    private static LlmModels Seeing { get; } = new([], Readers.Model(vision: true));

    private static AttachmentPart Image { get; } = new() { Kind = AttachmentKind.Image, Reference = "r" };

    private static AttachmentPart Voice { get; } = new() { Kind = AttachmentKind.Audio, Reference = "r" };

    /// <summary>One pixel.</summary>
    private static byte[] TinyPng { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>A header, and no sound.</summary>
    private static byte[] TinyWav { get; } =
        [.. "RIFF"u8, 36, 0, 0, 0, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0, .. "data"u8, 0, 0, 0, 0];

    private static AttachmentPart File(string name) => new() { Kind = AttachmentKind.File, Reference = name, FileName = name };

    private static LlmModels Hearing(Transcription heard) => new([], Readers.Model(vision: false)) { Transcriber = new Ear(heard) };

    private MessageReader Reader(LlmModels? models = null) => Readers.Of(_store, _source, _time, models);

    private static Task<MessageReading> ReadAsync(MessageReader reader, Turn turn) => reader.ReadAsync(turn, TestContext.Current.CancellationToken);

    private static async Task<AttachmentFault> FaultAsync(MessageReader reader, AttachmentPart part, long message = 42)
    {
        var turn = TurnOf.Parts([part]);
        var reading = await ReadAsync(reader, turn with { Claim = turn.Claim with { MessageId = message } });
        return Assert.IsType<ReadPart.Unread>(Assert.Single(reading.Parts)).Fault;
    }

    private sealed class Ear(Transcription heard) : ITranscriber
    {
        public Task<Transcription> TranscribeAsync(ReadOnlyMemory<byte> audio, string fileName, string mediaType, CancellationToken cancellationToken) =>
            Task.FromResult(fileName.EndsWith(".wav", StringComparison.Ordinal) ? heard : new Transcription.Heard("not called what it is"));
    }

    private sealed class Quotes(IReadOnlyList<Part> said) : IQuoteSource
    {
        public Task<IReadOnlyList<Part>?> FindAsync(IncomingMessage message, QuotePart quote, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Part>?>(said);
    }

    /// <summary>Knows what kind of thread looked at it last.</summary>
    private sealed class WatchedMemory(byte[] bytes) : MemoryManager<byte>
    {
        public bool LastSeenFromThePool { get; private set; } = true;

        public override Span<byte> GetSpan()
        {
            LastSeenFromThePool = Thread.CurrentThread.IsThreadPoolThread;
            return bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new UnreachableException();

        public override void Unpin() => throw new UnreachableException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
