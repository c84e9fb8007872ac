using BotHost.Adapters;
using BotHost.Configuration;
using BotHost.Conversation.Llm;

namespace BotHost.Cli.Doctor;

/// <summary>Tells every mistake in the settings, and what the good ones amount to.</summary>
internal sealed class SettingsCheck(HostSettings settings, IReadOnlyCollection<string> mistakes) : IDoctorCheck
{
    public string Subject => "settings";

    public async IAsyncEnumerable<ProbeFinding> CheckAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var mistake in mistakes)
        {
            yield return new ProbeFinding(Subject, ProbeHealth.Failed, mistake);
        }

        var bots = settings.Bots.Select(bot => bot.Profile.Name).ToList();
        yield return bots.Count > 0
            ? new ProbeFinding(Subject, ProbeHealth.Good, $"bots that can start: {string.Join(", ", bots)}")
            : new ProbeFinding(Subject, ProbeHealth.Doubtful, "no bot can start", "Set the required settings of a platform's bot (docs/configuration.md).");
        var models = Models(ModelApi.ChatCompletions);
        yield return models.Count > 0
            ? new ProbeFinding(Subject, ProbeHealth.Good, $"models that can be asked: {string.Join(", ", models)}")
            : new ProbeFinding(Subject, ProbeHealth.Doubtful, "no model can be asked, and the built-in offline model answers",
                "Set OPENAI_API_KEY and OPENAI_MODEL, and OPENAI_BASE_URL for another server than OpenAI's.");

        foreach (var (api, does) in new[] { (ModelApi.Transcriptions, "hears what people say"), (ModelApi.Images, "draws") })
        {
            foreach (var model in Models(api))
            {
                yield return new ProbeFinding(Subject, ProbeHealth.Good, $"model that {does}: {model}");
            }
        }

        foreach (var (bot, warning) in settings.Bots.SelectMany(bot => bot.Warnings.Select(warning => (bot.Profile.Name, warning))))
        {
            yield return new ProbeFinding(bot, ProbeHealth.Doubtful, warning);
        }

        await Task.CompletedTask;
    }

    private List<string> Models(ModelApi api) => [.. settings.Models.Where(model => model.Api == api).Select(model => model.Name)];
}
