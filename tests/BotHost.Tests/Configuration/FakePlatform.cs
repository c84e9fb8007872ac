using BotHost.Adapters;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Tests.Configuration;

/// <summary>A platform with two required settings and one optional one, and an outside address.</summary>
internal sealed class FakePlatform : Platform
{
    public override string Name => "Fake";

    public override string DefaultBot => "fake";

    public override IReadOnlyList<SettingAlias> Aliases { get; } =
    [
        new("FAKE_KEY", "Bots:fake:Key", Activates: true),
        new("FK_KEY", "Bots:fake:Key", Activates: true),
        new("FAKE_SECRET", "Bots:fake:Secret", Activates: true),
        new("FAKE_ROBOT", "Bots:fake:Robot"),
        new("FAKE_BASE_URL", "Platforms:Fake:BaseUrl"),
    ];

    public override IReadOnlyList<string> SettingNames { get; } = ["Key", "Secret", "Robot"];

    public override BotRegistration? Configure(BotSettings settings, ICollection<string> mistakes)
    {
        var missing = SettingNames.Take(2).Where(name => string.IsNullOrEmpty(settings.Section[name])).ToList();
        foreach (var name in missing)
        {
            mistakes.Add($"{settings.Section.Path}:{name} (FAKE_{name.ToUpperInvariant()}): missing. Set it.");
        }

        return missing.Count > 0 ? null : new FakeRegistration
        {
            Bot = settings.Bot,
            Platform = this,
            Key = settings.Section["Key"]!,
            Robot = settings.Section["Robot"],
            BaseUrl = settings.Platform["BaseUrl"],
            Warnings = settings.Section["Robot"] is null ? ["the robot is not looked after."] : [],
        };
    }
}

internal sealed class FakeRegistration : BotRegistration
{
    public required string Key { get; init; }

    public string? Robot { get; init; }

    public string? BaseUrl { get; init; }

    public override void AddServices(IServiceCollection services) => services.AddKeyedSingleton<IBotProbe>(Bot, new FakeProbe());
}

internal sealed class FakeProbe : IBotProbe
{
    public async IAsyncEnumerable<ProbeFinding> CheckAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ProbeFinding("access token", ProbeHealth.Good, "granted");
        await Task.CompletedTask;
    }
}
