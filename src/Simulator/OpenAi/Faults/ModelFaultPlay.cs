using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace BotHost.Simulator;

/// <summary>
/// Plays the fault table to a host: each row has a model and a key of its own there, and a bot in each language, so that none knows what
/// another one's server did. All are asked over one API. The rows may be played one after the other or all at once.
/// </summary>
public sealed partial class ModelFaultPlay : IAsyncDisposable
{
    /// <summary>A good answer.</summary>
    public const string Answer = "答案是四十二，这是整句话。";

    private const string Question = "生命的意义是什么？";

    private readonly FakeDingTalk _platform;
    private readonly FakeOpenAi _model;
    private readonly FaultApi _api;
    private readonly ConcurrentDictionary<string, Row> _rows;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private ModelFaultPlay(FakeDingTalk platform, FakeOpenAi model, FaultApi api, ConcurrentDictionary<string, Row> rows) =>
        (_platform, _model, _api, _rows) = (platform, model, api, rows);

    public static IReadOnlyList<string> Languages { get; } = ["zh", "en"];

    /// <summary>What the host is told: its bots, their models, and where the platform is.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(_rows.Values.SelectMany(SettingsOf))
    {
        ["Platforms:DingTalk:BaseUrl"] = _platform.BaseUrl.GetLeftPart(UriPartial.Authority),
        ["Platforms:DingTalk:LegacyBaseUrl"] = _platform.BaseUrl.GetLeftPart(UriPartial.Authority),
    };

    /// <summary>Where all models are, with <c>/v1</c>.</summary>
    public Uri ModelBaseUrl => _model.BaseUrl;

    /// <summary>What a correct client of the platform would not have done.</summary>
    public IReadOnlyList<string> Violations => _platform.Violations;

    public static async Task<ModelFaultPlay> StartAsync(IReadOnlyList<ModelFaultCase> cases, FaultApi api = FaultApi.ChatCompletions, CancellationToken cancellationToken = default)
    {
        var rows = new ConcurrentDictionary<string, Row>(
            cases.SelectMany((one, index) => Languages.Select(language => new Row(one, language, $"row{index}{language}", isBefore: api is FaultApi.ConversationCalls or FaultApi.ThreadCalls))).Select(row => KeyValuePair.Create(row.Name, row)));
        var byKey = rows.Values.SelectMany(row => row.Keys.Select(key => KeyValuePair.Create(key, row))).ToDictionary();
        var platform = await FakeDingTalk.StartAsync(cancellationToken: cancellationToken);
        var model = await FakeOpenAi.StartAsync(
            new FakeOpenAiOptions
            {
                ApiKeys = [.. byKey.Keys],
                MoreModels = [.. rows.Keys],
                Azure = api == FaultApi.Azure,
                Answer = request => new FakeAnswer(Answer) { Fault = rows[request.Model].AtQuestion() },
                KeepingFault = key => byKey[key].BeforeQuestion(),
            },
            cancellationToken);
        return new ModelFaultPlay(platform, model, api, rows);
    }

    /// <param name="one">A row.</param>
    /// <param name="language">Whose bot is asked.</param>
    /// <param name="host">The host's address.</param>
    /// <param name="patience">How long the person waits for anything.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ModelFaultResult> PlayAsync(ModelFaultCase one, string language, Uri host, TimeSpan patience, CancellationToken cancellationToken)
    {
        var row = _rows.Values.Single(row => row.Case == one && row.Language == language);
        try
        {
            if (one.HasHistory)
                await AskAsync(row, host, "在此之前的问题", patience, cancellationToken);

            row.Begin();
            var read = await AskAsync(row, host, Question, patience, cancellationToken);
            var calls = row.End();
            List<string> wrong = [.. WrongIn(one, language, read)];
            if (calls < one.LeastCalls || calls > one.MostCalls)
                wrong.Add($"the model was asked {calls} times, not {one.LeastCalls} to {one.MostCalls}");
            if (one.IsKept is { } kept && kept != await IsKeptAsync(row, host, patience, cancellationToken))
                wrong.Add(kept ? "the next question is asked without this one" : "the next question is asked with this one");
            return new ModelFaultResult(one, language, calls, read, wrong);
        }
        catch (TimeoutException)
        {
            return new ModelFaultResult(one, language, row.End(), "", ["the person was told nothing in time"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _model.DisposeAsync();
        _http.Dispose();
    }

    private static IEnumerable<string> WrongIn(ModelFaultCase one, string language, string read)
    {
        var isAnswer = read.Contains(Answer, StringComparison.Ordinal);
        if (one.Outcome == FaultOutcome.Answered && !isAnswer)
            yield return "the answer is not there";
        if (one.Outcome == FaultOutcome.Partial && !read.StartsWith(Answer[..3], StringComparison.Ordinal))
            yield return "what came of the answer is not there";
        if (one.Outcome == FaultOutcome.Told && (isAnswer || read.StartsWith(Answer[..3], StringComparison.Ordinal)))
            yield return "an answer was shown";
        if (one.Outcome == FaultOutcome.Told && !Reference().IsMatch(read))
            yield return "there is no reference";
        IEnumerable<string> words = language == "zh" ? [one.Chinese] : one.English;
        foreach (var missing in words.Where(said => !read.Contains(said, StringComparison.OrdinalIgnoreCase)))
            yield return $"\"{missing}\" is not said";
    }

    private async Task<bool> IsKeptAsync(Row row, Uri host, TimeSpan patience, CancellationToken cancellationToken)
    {
        await AskAsync(row, host, "然后呢？", patience, cancellationToken);
        return RequestsOf(row)[^1].Messages.Any(message => message.Text.Contains(Question, StringComparison.Ordinal));
    }

    /// <returns>What the person read.</returns>
    private async Task<string> AskAsync(Row row, Uri host, string text, TimeSpan patience, CancellationToken cancellationToken)
    {
        var seen = ReadBy(row, _platform.Deliveries).Count;
        var question = new DingTalkQuestion { Text = text, StaffId = row.Name };
        if (row.Case.HasPicture)
            question = question with { Kind = DingTalkMessageKind.RichText, Attachment = new SimulatedAttachment { FileName = "a.png", Content = SmallPng.Of(row.Name) } };
        using var request = _platform.Ask(question).ToRequest(new Uri(host, $"/webhooks/{row.Name}"));
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var deliveries = await _platform.WaitForAsync(deliveries => ReadBy(row, deliveries).Count > seen, patience);
        return string.Join('\n', ReadBy(row, deliveries).Skip(seen));
    }

    private static List<string> ReadBy(Row row, IReadOnlyList<SimulatedDelivery> deliveries) =>
        [.. deliveries.Where(delivery => delivery.Target == row.Name && delivery.IsFinished).Select(delivery => delivery.Text)];

    private List<ChatRequest> RequestsOf(Row row) => [.. _model.Requests.Where(request => request.Model == row.Name)];

    private IEnumerable<KeyValuePair<string, string>> SettingsOf(Row row) =>
    [
        new($"Bots:{row.Name}:Platform", "DingTalk"),
        new($"Bots:{row.Name}:AppKey", _platform.AppKey),
        new($"Bots:{row.Name}:AppSecret", _platform.AppSecret),
        new($"Bots:{row.Name}:RobotCode", _platform.RobotCode),
        new($"Bots:{row.Name}:Language", row.Language),
        new($"Bots:{row.Name}:Model", row.Name),
        new($"Models:{row.Name}:BaseUrl", _model.BaseUrl.ToString()),
        new($"Models:{row.Name}:ApiKeys", string.Join(',', row.Keys)),
        new($"Models:{row.Name}:Model", row.Name),
        new($"Models:{row.Name}:Vision", "true"),
        new($"Models:{row.Name}:Continuations", "0"), // what is cut off shall be seen
        .. ApiSettings().Select(setting => KeyValuePair.Create($"Models:{row.Name}:{setting.Key}", setting.Value)),
    ];

    private Dictionary<string, string> ApiSettings() => _api switch
    {
        FaultApi.Azure => new() { ["KeyHeader"] = "ApiKey" },
        FaultApi.Responses => new() { ["Api"] = "Responses" },
        FaultApi.Conversations or FaultApi.ConversationCalls => new() { ["Api"] = "Responses", ["ServerConversations"] = "true" },
        FaultApi.Assistants or FaultApi.ThreadCalls => new() { ["Api"] = "Assistants", ["AssistantId"] = FakeOpenAi.AssistantId },
        _ => [],
    };

    [GeneratedRegex(@"（编号 \d+）|\(Reference \d+\)")]
    private static partial Regex Reference();

    /// <summary>A row in one language: what its server does next.</summary>
    /// <param name="one">The row.</param>
    /// <param name="language">The bot's.</param>
    /// <param name="name">The bot's, the model's and the person's.</param>
    /// <param name="isBefore">True: what goes wrong are the calls before the question.</param>
    private sealed class Row(ModelFaultCase one, string language, string name, bool isBefore)
    {
        private int _calls = int.MinValue;

        public ModelFaultCase Case => one;

        public string Language => language;

        public string Name => name;

        public IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(1, one.Keys).Select(number => $"sk-fake-{name}-{number}")];

        public void Begin() => Volatile.Write(ref _calls, 0);

        /// <returns>How many calls there were that could go wrong.</returns>
        public int End() => Math.Max(0, Interlocked.Exchange(ref _calls, int.MinValue));

        public ModelFault? BeforeQuestion() => isBefore ? Next() : null;

        public ModelFault? AtQuestion() => isBefore ? null : Next();

        private ModelFault? Next()
        {
            if (Volatile.Read(ref _calls) < 0)
                return null;

            var call = Interlocked.Increment(ref _calls) - 1;
            return call < one.Calls.Count ? one.Calls[call] : one.Forever ? one.Calls[^1] : null;
        }
    }
}
