using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BotHost.Conversation.Messages;

namespace BotHost.Adapters.Tests.DingTalk;

/// <summary>
/// A process is killed at every one of its steps, and another one finishes the answer with what was stored: people see the final text
/// exactly once, and nothing that hangs.
/// </summary>
public sealed class DingTalkCardKillTests
{
    private const string First = "这是一个很长的回答的开头，后面还有许多内容。";
    private const string Second = First + "这里是第二段，比第一段还要长一些，足够再更新一次。";
    private const string Final = Second + "完。";

    /// <summary>More than a whole answer has: token, card, two updates, the final text, and what is stored in between.</summary>
    private const int Steps = 12;

    public static MatrixTheoryData<int, bool> Kills { get; } = new(Enumerable.Range(1, Steps), [true, false]);

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task The_final_text_is_seen_exactly_once_and_nothing_hangs(int step, bool carriedOut)
    {
        var screen = new Screen();
        var stored = await KillAsync(screen, step, carriedOut, AnswerAsync);

        using var next = DingTalkCardTests.Bot();
        next.Http.Otherwise = screen.Answer;
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(next.Open(next.Question(), new MemoryDeliveryState(stored)), Final));

        var message = Assert.Single(screen.Messages);
        Assert.Equal((Final, true), (message.Text, message.Finished));
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task The_same_holds_where_the_model_is_asked_again_and_writes_something_else(int step, bool carriedOut)
    {
        var screen = new Screen();
        var stored = await KillAsync(screen, step, carriedOut, async sink =>
        {
            await sink.ShowAsync("另一个回答的开头，它永远不会写完，因为进程被杀了。", CancellationToken.None);
            await sink.ShowAsync("另一个回答的开头，它永远不会写完，因为进程被杀了。还有许多许多没有写出来的话。", CancellationToken.None);
        });

        using var next = DingTalkCardTests.Bot();
        next.Http.Otherwise = screen.Answer;
        await AnswerAsync(next.Open(next.Question(), new MemoryDeliveryState(stored)));

        var message = Assert.Single(screen.Messages);
        Assert.Equal((Final, true), (message.Text, message.Finished));
    }

    /// <summary>Runs a process that dies at this step, if it has so many.</summary>
    /// <returns>What it has stored.</returns>
    private static async Task<string?> KillAsync(Screen screen, int step, bool carriedOut, Func<IReplySink, Task> run)
    {
        using var bot = DingTalkCardTests.Bot();
        var process = new Process(step, carriedOut);
        var stored = new KillableState(process);
        bot.Http.Otherwise = request => process.Do(() => screen.Answer(request));
        try
        {
            await run(bot.Open(bot.Question(), stored));
        }
        catch (KilledException)
        {
            // What it left behind is in the store and on the screen.
        }

        return stored.Value;
    }

    private static async Task AnswerAsync(IReplySink sink)
    {
        Assert.IsType<ShowResult.Shown>(await sink.ShowAsync(First, CancellationToken.None));
        Assert.IsType<ShowResult.Shown>(await sink.ShowAsync(Second, CancellationToken.None));
        Assert.IsType<SendResult.Delivered>(await DingTalkBot.SendAsync(sink, Final));
    }

    /// <summary>What people see, as the sheet describes it: cards by name, updates by handle.</summary>
    private sealed class Screen
    {
        private readonly Dictionary<string, Shown> _cards = [];
        private readonly HashSet<string> _handles = [];

        public List<Shown> Messages { get; } = [];

        public HttpResponseMessage Answer(StubRequest request)
        {
            var body = JsonNode.Parse(request.Body)!;
            switch (new Uri(request.Url).Segments[^1])
            {
                case "accessToken":
                    return Says(200, """{"accessToken":"tok-0001","expireIn":7200}""");
                case "createAndDeliver":
                    var card = (string)body["outTrackId"]!;
                    if (_cards.ContainsKey(card))
                        return Says(400, """{"code":"param.cardAlreadyExist"}""");
                    Messages.Add(_cards[card] = new Shown());
                    return Says(200, """{"success":true,"result":{"deliverResults":[{"success":true,"carrierId":"carrier-1"}]}}""");
                case "streaming":
                    var shown = _cards[(string)body["outTrackId"]!];
                    if (_handles.Add((string)body["guid"]!))
                    {
                        Assert.False(shown.Finished, "A finished card was changed.");
                        shown.Text = (string)body["content"]!;
                        shown.Finished = (bool)body["isFinalize"]!;
                    }

                    return Says(200, """{"success":true,"result":true}""");
                case "batchSend":
                    Messages.Add(new Shown { Text = (string)JsonNode.Parse((string)body["msgParam"]!)!["content"]!, Finished = true });
                    return Says(200, """{"processQueryKey":"pqk-1"}""");
                default:
                    throw new ArgumentOutOfRangeException(nameof(request), request.Url, "Nobody calls this.");
            }
        }

        private static HttpResponseMessage Says(int status, string body) =>
            new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    private sealed class Shown
    {
        public string Text { get; set; } = "";

        public bool Finished { get; set; }
    }

    /// <summary>Lives for so many steps. The one it dies at may have been carried out; none is afterwards.</summary>
    private sealed class Process(int steps, bool lastIsCarriedOut)
    {
        private int _left = steps;

        public T Do<T>(Func<T> step)
        {
            var left = Interlocked.Decrement(ref _left);
            if (left > 0)
                return step();
            if (left == 0 && lastIsCarriedOut)
                step();
            throw new KilledException();
        }
    }

    private sealed class KillableState(Process process) : IDeliveryState
    {
        public string? Value { get; private set; }

        public Task StoreAsync(string value, CancellationToken cancellationToken)
        {
            process.Do(() => Value = value);
            return Task.CompletedTask;
        }

        public async Task<bool> TryStoreAsync(string value, CancellationToken cancellationToken)
        {
            await StoreAsync(value, cancellationToken);
            return true;
        }
    }

    private sealed class KilledException : Exception;
}
