using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Tools.BuiltIn;

/// <summary>The tools of the host itself: each is a source of its own, so that a bot names those that it may use.</summary>
internal static class BuiltInTools
{
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<IToolSource>(provider => new BuiltInTool(new CurrentTime(provider.GetRequiredService<ToolOptions>().TimeZone, provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton<IToolSource>(provider => new BuiltInTool(new ReadWebPage(provider.GetRequiredService<Web.PublicFiles>())));
    }

    private sealed class BuiltInTool(ITool tool) : IToolSource
    {
        public string Name => tool.Name;

        public IReadOnlyList<ITool> Known { get; } = [tool];

        public ToolSourceState State => ToolSourceState.Up;

        public ValueTask<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Known);
    }
}
