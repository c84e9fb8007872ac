using BotHost.Conversation.Tools.BuiltIn;
using BotHost.Conversation.Tools.Mcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Conversation.Tools;

/// <summary>Registers what models may call.</summary>
internal static class ToolServices
{
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.TryAddSingleton(new ToolOptions());            // the host brings its own
        BuiltInTools.Register(services);
        McpServers.Register(services);
        services.AddSingleton(provider => new ToolShelf([.. provider.GetServices<IToolSource>(), .. provider.GetRequiredService<McpServers>().All]));
        services.AddSingleton<ToolCaller>();
        return services;
    }
}
