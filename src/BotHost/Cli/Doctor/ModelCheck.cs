using System.Runtime.CompilerServices;
using BotHost.Adapters;
using BotHost.Conversation.Llm;

namespace BotHost.Cli.Doctor;

/// <summary>Asks one model's server.</summary>
internal sealed class ModelCheck(ModelProbe probe) : IDoctorCheck
{
    public string Subject => $"model {probe.Name}";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in await probe.CheckAsync(cancellationToken))
        {
            yield return new ProbeFinding($"{Subject}: {finding.Check}", Health(finding.Health), finding.Result, finding.Remedy);
        }
    }

    private static ProbeHealth Health(ModelHealth health) => health switch
    {
        ModelHealth.Good => ProbeHealth.Good,
        ModelHealth.Doubtful => ProbeHealth.Doubtful,
        _ => ProbeHealth.Failed,
    };
}
