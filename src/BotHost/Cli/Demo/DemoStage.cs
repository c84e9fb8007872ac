using System.Net;
using BotHost.Configuration;
using BotHost.Simulator;

namespace BotHost.Cli.Demo;

/// <summary>Where the people of a play and a host meet: here is asked, watched, checked and counted.</summary>
internal sealed class DemoStage(TextWriter output, ISimulatedPlatform platform, Uri host, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>An answer that takes longer does not come: everything is on this machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new() { Timeout = Patience };

    // Another play may have used the platform before.
    private readonly int _seenBefore = platform.Deliveries.Count;
    private readonly int _violationsBefore = platform.Violations.Count;

    /// <summary>What was last written down of a message that grows.</summary>
    private readonly Dictionary<int, string> _growing = [];

    private int _broken;
    private int _refused;
    private int _acknowledged;
    private int _expected;

    /// <summary>True if everything came as promised.</summary>
    public bool IsKept => _broken == 0;

    public void Dispose() => _http.Dispose();

    public Task SayAsync(string line) => output.WriteLineAsync(line);

    public async Task BeginAsync(string title)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync($"# {title}");
    }

    /// <summary>The platform hands a question over to the host.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="bot">Which bot; null for the platform's own.</param>
    public async Task AskAsync(SimulatedQuestion question, string? bot = null)
    {
        var place = question.Group is { } group ? $"in {group.Title}, @-mentioning the bot" : "in private";
        var said = question.Kind == SimulatedMessageKind.Text ? question.Text : $"[{question.Kind}]";
        using var request = platform.Ask(question, host);
        if (bot is not null)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Path = $"/webhooks/{bot}" }.Uri;
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        await output.WriteLineAsync($"  {question.Person.Name} ({place}{(bot is null ? "" : $", to the bot \"{bot}\"")}): {said}   -> {(int)response.StatusCode}");
        // Which of the two it is says each platform's own custom.
        var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        Check(question.Forged ? refused : response.IsSuccessStatusCode, $"\"{said}\" was answered with {(int)response.StatusCode}");
        _ = response.IsSuccessStatusCode ? _acknowledged++ : _refused++;
    }

    /// <summary>Waits for the next message that the one who asked sees, until it changes no more. Null if it does not come, which breaks a promise.</summary>
    public Task<SimulatedDelivery?> HearAsync(SimulatedQuestion question) => HearAsync(question, seen => seen.IsFinished, Expect());

    /// <summary>One more message must come: its number.</summary>
    public int Expect() => _expected++;

    /// <summary>Waits until the expected message of this number looks like this.</summary>
    public async Task<SimulatedDelivery?> HearAsync(SimulatedQuestion question, Func<SimulatedDelivery, bool> isThere, int number)
    {
        try
        {
            var seen = await WatchAsync(_seenBefore + number, isThere);
            var mention = seen.AtUserIds.Count > 0 ? $" (mentioning {string.Join(", ", seen.AtUserIds)})" : "";
            var shown = seen.Picture.Length > 0 ? $"[a picture of {seen.Picture.Length} bytes]" : seen.Text.ReplaceLineEndings("\n       ");
            await output.WriteLineAsync($"  bot{mention}{(seen.IsFinished ? "" : ", still writing")}: {shown}");
            Check(seen.Target == (question.Group?.Id ?? question.Person.Id), $"the answer to \"{question.Text}\" went to {seen.Target}");
            return seen;
        }
        catch (TimeoutException)
        {
            Check(false, $"no answer to \"{question.Text}\" within {Patience.TotalSeconds:0} s");
            return null;
        }
    }

    public void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            _broken++;
            output.WriteLine($"  BROKEN: {otherwise}");
        }
    }

    /// <summary>Nothing more may come: what a duplicate or a forgery causes comes at once, if at all, and before the answer to a later question.</summary>
    public async Task EndAsync()
    {
        var seen = platform.Deliveries.Count - _seenBefore;
        Check(seen == _expected, $"{seen} messages were seen instead of {_expected}");
        foreach (var violation in platform.Violations.Skip(_violationsBefore))
        {
            Check(false, violation);
        }

        var counts = new TextTable("WEBHOOKS ACKNOWLEDGED", "REFUSED", "ANSWERS EXPECTED", "SEEN", "PROMISES BROKEN");
        counts.Add($"{_acknowledged}", $"{_refused}", $"{_expected}", $"{seen}", $"{_broken}");
        await output.WriteLineAsync();
        counts.Write(output);
    }

    /// <summary>Writes down what the message looks like on the way.</summary>
    private async Task<SimulatedDelivery> WatchAsync(int index, Func<SimulatedDelivery, bool> isThere)
    {
        while (true)
        {
            var written = _growing.GetValueOrDefault(index, "");
            var seen = (await platform.WaitForAsync(
                deliveries => deliveries.Count > index && (isThere(deliveries[index]) || deliveries[index].Text != written), Patience))[index];
            _growing[index] = seen.Text;
            if (isThere(seen))
            {
                return seen;
            }

            await output.WriteLineAsync($"  bot, still writing: {seen.Text.ReplaceLineEndings(" ")}");
        }
    }
}
