using BotHost.Conversation.Bots;
using BotHost.Conversation.Llm;
using BotHost.Conversation.Media;
using BotHost.Conversation.Tests.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotHost.Conversation.Tests.Media;

/// <summary>Readers of the bot called "bot".</summary>
internal static class Readers
{
    public static MessageReader Of(SqlMediaStore store, IAttachmentSource? source, TimeProvider time, LlmModels? models = null, IQuoteSource? quotes = null)
    {
        var services = new ServiceCollection();
        if (source is not null)
            services.AddKeyedSingleton("bot", source);
        if (quotes is not null)
            services.AddKeyedSingleton("bot", quotes);
        var provider = services.BuildServiceProvider();
        var attachments = new AttachmentReader(
            store, models ?? Blind, provider, time, new Random(1), NullLogger<AttachmentReader>.Instance);
        return new MessageReader(store, attachments, new BotCatalog([new BotProfile { Name = "bot" }]), provider, NullLogger<MessageReader>.Instance);
    }

    /// <summary>Models of which none sees or hears.</summary>
    public static LlmModels Blind { get; } = new([], Model(vision: false));

    public static LlmModel Model(bool vision) => new() { Name = "default", Model = "fake", Client = new EngineOutside(new EngineRecord()), Vision = vision };
}
