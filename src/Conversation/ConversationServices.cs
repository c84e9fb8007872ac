using BotHost.Conversation.Access;
using BotHost.Conversation.AccessTokens;
using BotHost.Conversation.Audit;
using BotHost.Conversation.Budgets;
using BotHost.Conversation.Commands;
using BotHost.Conversation.Context;
using BotHost.Conversation.Forgetting;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Personas;
using BotHost.Conversation.Storage;
using BotHost.Conversation.Telemetry;
using BotHost.Conversation.Tools;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BotHost.Conversation;

public static class ConversationServices
{
    /// <summary>
    /// The engine: inbox, turns, commands, context. Wants a <see cref="Bots.BotCatalog"/>, <see cref="Llm.LlmModels"/> and, under each bot's
    /// name, an <see cref="IReplySender"/> from elsewhere.
    /// </summary>
    public static IServiceCollection AddConversation(this IServiceCollection services, StorageOptions storage, EngineLimits limits)
    {
        services.AddMetrics();
        services.AddSingleton(storage);
        services.AddSingleton(limits);
        services.TryAddSingleton<EngineMetrics>();                // the models count with it, too

        services.AddSingleton(_ => new Database(storage));        // made by the container, and so closed by it
        services.AddSingleton<DatabaseWriter>();
        services.AddSingleton<ConversationClaims>();
        services.AddSingleton<SqlInbox>();
        services.AddSingleton<IInbox>(provider => provider.GetRequiredService<SqlInbox>());
        services.AddSingleton<ITurnInbox>(provider => provider.GetRequiredService<SqlInbox>());
        services.AddSingleton<IDeliveries, SqlDeliveries>();
        services.AddSingleton<SqlStops>();
        services.AddSingleton<SqlConversations>();
        services.AddSingleton<SqlContextStore>();
        services.AddSingleton<IContextStore>(provider => new CachedContextStore(provider.GetRequiredService<SqlContextStore>(), limits));
        services.AddSingleton<SqlServerState>();
        services.AddSingleton<IServerStates>(provider => provider.GetRequiredService<SqlServerState>());
        services.AddSingleton<IServerLedger>(provider => provider.GetRequiredService<SqlServerState>());
        services.AddSingleton<SqlSummaries>();
        services.AddSingleton<Summaries>();
        services.AddSingleton<IAccessTokenStore, SqlAccessTokenStore>();
        services.AddSingleton<IEngineHealth, EngineHealth>();

        PublicFiles.Register(services);
        services.AddSingleton<SqlMediaStore>();
        services.AddSingleton<IMediaStore>(provider => provider.GetRequiredService<SqlMediaStore>());
        services.AddSingleton<AttachmentReader>();
        services.AddSingleton<MessageReader>();

        services.AddSingleton<ICommand, NewCommand>();           // in the order of the help
        services.AddSingleton<ICommand, StopCommand>();
        services.AddSingleton<ICommand, RetryCommand>();
        services.AddSingleton<ICommand, UndoCommand>();
        services.AddSingleton<ICommand, HistoryCommand>();
        services.AddSingleton<ICommand, SwitchCommand>();
        services.AddSingleton<ICommand, TitleCommand>();
        services.AddSingleton<ICommand, ExportCommand>();
        services.AddSingleton<ICommand, ModelCommand>();
        services.AddSingleton<ICommand, PersonaCommand>();
        services.AddSingleton<ICommand, StatusCommand>();
        services.AddSingleton<ICommand, ImageCommand>();
        services.AddSingleton<SqlTraces>();
        services.AddSingleton<SqlForgetting>();
        services.AddSingleton<Forgetter>();
        services.AddSingleton<ICommand, ForgetCommand>();
        services.AddSingleton<ICommand, ToolsCommand>();
        services.AddSingleton<ICommand, UsageCommand>();
        services.AddSingleton<CommandRouter>();

        services.AddSingleton<PictureKeeper>();
        services.AddSingleton(_ => new PictureRoom());
        services.AddSingleton<PromptPictures>();
        services.AddSingleton<AnswerPictures>();
        services.TryAddSingleton(PersonaCatalog.Empty);           // the host brings its own
        services.AddSingleton<SystemPrompts>();
        services.AddSingleton<IAudit, SqlAudit>();
        services.AddSingleton<Entrance>();
        services.AddSingleton<SendPace>();
        services.AddSingleton<Budgeting>();
        services.AddSingleton<ModelCalls>();
        services.AddTools();
        services.AddSingleton<ToolLoop>();
        services.AddSingleton<Prompts>();
        services.AddSingleton<ContinuedAnswers>();
        services.AddSingleton<ModelAttempts>();
        services.AddSingleton<ModelChain>();
        services.AddSingleton<ModelAnswers>();
        services.AddSingleton<RunningTurns>();
        services.AddSingleton<TurnRunner>();
        services.AddSingleton<TurnWorker>();
        services.AddHostedService<TokenRatioKeeper>();            // before the first turn
        services.AddHostedService(provider => provider.GetRequiredService<Summaries>());
        services.AddHostedService(provider => provider.GetRequiredService<TurnWorker>());
        services.AddHostedService<Pruner>();
        services.AddSingleton<ServerDeletions>();
        services.AddHostedService(provider => provider.GetRequiredService<ServerDeletions>());
        return services;
    }

    /// <summary>Writes down at every start with which settings: wants <see cref="ConfigurationFacts"/> from elsewhere.</summary>
    public static IServiceCollection AddStartAudit(this IServiceCollection services) => services.AddHostedService<StartAudit>();
}
