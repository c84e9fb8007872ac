using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using BotHost.Conversation.Bots;
using BotHost.Conversation.Context;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Tests.Tools;
using BotHost.Conversation.Tests.Budgets;
using BotHost.Conversation.Tests.Context;
using BotHost.Conversation.Tests.Media;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Web;
using BotHost.Conversation.Words;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>What a model is shown, and what is remembered of it.</summary>
public sealed class ModelAnswersTests : IAsyncDisposable
{
    private static readonly BotProfile _bot = new() { Name = "bot", Language = Language.En };
    private static readonly Phrases _phrases = Phrases.In(Language.En);

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;
    private readonly ScriptedSource _source = new();
    private readonly Model _model = new();
    private readonly Database _database;
    private readonly DatabaseWriter _writer;
    private readonly SqlMediaStore _store;

    public ModelAnswersTests()
    {
        var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(TimeProvider.System);
        PublicFiles.Register(services);
        _services = services.BuildServiceProvider();
        _database = new Database(new StorageOptions { ConnectionString = $"Data Source={Path.Combine(_folder.Path, "answers.db")}" });
        _writer = new DatabaseWriter(_database, NullLogger<DatabaseWriter>.Instance);
        _store = new SqlMediaStore(_database, _writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_picture_that_the_model_refused_is_not_shown_again_with_every_question_to_come()
    {
        _source.Next(new FetchResult.Fetched(Png(size: 100)));
        _model.Says(
            [new LlmEvent.Failed(new LlmFailure(LlmFailureKind.ImageRefused, "HTTP 400"))],
            [new LlmEvent.Text("I cannot see it."), new LlmEvent.Finished("stop")]);

        var answer = await AskAsync(new TextPart("what is this?"), Image);

        Assert.Equal([1, 0], _model.Pictures);
        Assert.Contains("could not be read", answer.Text, StringComparison.Ordinal);
        Assert.All(answer.Entries, entry => Assert.Empty(entry.Pictures));
    }

    [Fact]
    public async Task All_pictures_of_a_message_are_shown_that_are_taken_of_one()
    {
        _source.Next(Enumerable.Repeat(new FetchResult.Fetched(Png(size: 100)), 9));

        var answer = await AskAsync([.. Enumerable.Repeat(Image, 9).Select((image, number) => image with { Reference = $"{number}" })]);

        Assert.Equal([AttachmentLimits.MostOfAMessage], _model.Pictures);
        Assert.DoesNotContain(_phrases.PicturesNotSeen(1), answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_pictures_that_are_too_large_together_the_person_is_told_how_many_were_not_looked_at()
    {
        _source.Next(Enumerable.Repeat(new FetchResult.Fetched(Png(size: 6 * 1024 * 1024)), 3));

        var answer = await AskAsync(new TextPart("compare"), Image with { Reference = "1" }, Image with { Reference = "2" }, Image with { Reference = "3" });

        Assert.Equal([2], _model.Pictures);
        Assert.StartsWith(_phrases.PicturesNotSeen(1), answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_picture_in_the_text_of_an_answer_the_words_are_remembered()
    {
        _model.Says([new LlmEvent.Text($"Here: ![a cat](data:image/png;base64,{new string('A', 40_000)})"), new LlmEvent.Finished("stop")]);

        var answer = await AskAsync(new TextPart("a cat, please"));

        Assert.Equal("Here: [a cat]", answer.Entries[^1].Content);
        Assert.InRange(answer.Entries[^1].Tokens, 1, 20);
        Assert.Equal("Here: a cat", answer.Text);
    }

    [Fact]
    public async Task A_picture_in_the_text_of_an_answer_that_was_cut_off_is_not_sent_as_letters()
    {
        _model.Says([new LlmEvent.Text("Here: ![a cat](data:image/png;base64,iVBORw0KGgo"), new LlmEvent.Truncated()]);

        Assert.Equal("Here:" + _phrases.Interrupted, (await AskAsync(new TextPart("a cat, please"))).Text);
    }

    [Fact]
    public async Task What_a_try_used_that_came_to_nothing_is_booked_with_the_answer()
    {
        _model.Says([new LlmEvent.Usage(50, 100), new LlmEvent.Text("fine"), new LlmEvent.Usage(51, 3), new LlmEvent.Finished("stop")]);
        var usage = (await AskAsync(new TextPart("hi"))).Usage!;
        Assert.Equal((101, 103, false), (usage.InputTokens, usage.OutputTokens, usage.Estimated));
    }

    [Fact]
    public async Task What_a_question_used_that_was_asked_again_with_less_is_booked_with_the_answer()
    {
        _source.Next(new FetchResult.Fetched(Png(size: 100)));
        _model.Says(
            [new LlmEvent.Usage(50, 0), new LlmEvent.Failed(new LlmFailure(LlmFailureKind.ImageRefused, "HTTP 400"))],
            [new LlmEvent.Text("I cannot see it."), new LlmEvent.Usage(10, 3), new LlmEvent.Finished("stop")]);
        var usage = (await AskAsync(new TextPart("what is this?"), Image)).Usage!;
        Assert.Equal((60, 3, false), (usage.InputTokens, usage.OutputTokens, usage.Estimated));
    }

    [Fact]
    public async Task The_room_that_pictures_take_is_given_back_when_the_model_has_answered()
    {
        var room = new PictureRoom(bytes: 1_000);
        _source.Next(new FetchResult.Fetched(Png(size: 1_000)));

        await AskAsync([Image], room);

        Assert.True(room.EnterAsync(1_000, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    private static AttachmentPart Image { get; } = new() { Kind = AttachmentKind.Image, Reference = "r" };

    /// <summary>One pixel, and as many bytes as are asked for behind it.</summary>
    private static byte[] Png(int size)
    {
        var png = new byte[size];
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==").CopyTo(png, 0);
        return png;
    }

    private Task<Answer> AskAsync(params Part[] parts) => AskAsync(parts, new PictureRoom());

    private async Task<Answer> AskAsync(Part[] parts, PictureRoom room)
    {
        var models = new LlmModels([], new LlmModel { Name = "default", Model = "fake", Client = _model, Vision = true });
        using var reader = Readers.Of(_store, _source, TimeProvider.System, models);
        var prompts = new Prompts(new SystemPrompts(PersonaCatalog.Empty, TimeProvider.System), new NothingSaidBefore(), new PromptPictures(_store, room), new NothingAtServers(), ToolShelf.Empty, new EngineLimits());
        var metrics = new EngineMetrics(_services.GetRequiredService<IMeterFactory>());
        var tools = ToolLoops.Without(new ModelCalls(metrics, TimeProvider.System));
        var attempts = new ModelAttempts(prompts, Unlimited.Budgets, tools, new ContinuedAnswers(prompts, tools), metrics, NullLogger<ModelAttempts>.Instance);
        var chain = new ModelChain(models, attempts, metrics, NullLogger<ModelChain>.Instance);
        var answers = new ModelAnswers(reader, chain, new NothingAtServers(), new AnswerPictures(_services.GetRequiredService<PublicFiles>(), new PictureKeeper(_store)));
        var turn = TurnOf.Parts(parts, _bot);
        var sink = new EngineOutside(new EngineRecord()).Open(turn.Message, null!);
        return await answers.AnswerAsync(
            turn,
            notice => new GrowingAnswer(turn, sink, new ReplyCapabilities { MaxPartBytes = 2_000 }, notice, Task.CompletedTask, TimeProvider.System, NullLogger.Instance),
            TestContext.Current.CancellationToken);
    }

    /// <summary>Answers as it was told to, call by call, and counts the pictures that it is shown.</summary>
    private sealed class Model : ILlmClient
    {
        private readonly Queue<IReadOnlyList<LlmEvent>> _answers = new();

        public List<int> Pictures { get; } = [];

        public void Says(params IEnumerable<IReadOnlyList<LlmEvent>> answers)
        {
            foreach (var answer in answers)
                _answers.Enqueue(answer);
        }

        public async IAsyncEnumerable<LlmEvent> StreamAsync(LlmRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Pictures.Add(request.Messages[^1].Content.OfType<LlmContent.Image>().Count());
            foreach (var happened in _answers.TryDequeue(out var answer) ? answer : [new LlmEvent.Text("I see."), new LlmEvent.Finished("stop")])
                yield return happened;
        }
    }

    private sealed class NothingSaidBefore : IContextStore
    {
        public ImmutableArray<ContextEntry> Newest(Claim claim) => [];

        public void Added(Claim claim, Answer answer) => throw new UnreachableException();

        public void Changed(long conversationId) => throw new UnreachableException();
    }
}
