using System.Runtime.CompilerServices;
using BotHost.Adapters;

namespace BotHost.Cli.Doctor;

/// <summary>Asks one bot's platform, under the bot's name.</summary>
internal sealed class BotCheck(string bot, IBotProbe probe) : IDoctorCheck
{
    public string Subject => bot;

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var finding in probe.CheckAsync(cancellationToken))
        {
            yield return finding with { Check = $"{bot}: {finding.Check}" };
        }
    }
}
