using System.Globalization;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Personas;

/// <summary>What a model is told before anything that was said.</summary>
internal sealed class SystemPrompts(PersonaCatalog personas, TimeProvider time)
{
    /// <summary>Empty where nobody wrote one.</summary>
    public string Of(Turn turn)
    {
        var chosen = turn.Claim.Settings;
        var text = chosen.PersonaText ?? (chosen.Persona is { } name ? personas.Find(name) : null) ?? turn.Bot.Persona;
        return PromptVariables.Fill(text, variable => Value(turn, variable));
    }

    private string Value(Turn turn, string variable) => variable switch
    {
        PromptVariables.Person => turn.Message.Sender is { DisplayName.Length: > 0 } sender ? sender.DisplayName : turn.Message.Sender.Id,
        PromptVariables.Chat => turn.Message.Chat is { Title.Length: > 0 } chat ? chat.Title : Phrases.In(turn.Bot.Language).UnnamedChat(turn.Message.Chat.Kind),
        // No hour: a prompt that changes with every question cannot be cached by any server.
        PromptVariables.Date => TimeZoneInfo.ConvertTime(time.GetUtcNow(), personas.TimeZone).ToString("yyyy-MM-dd (dddd)", CultureInfo.InvariantCulture),
        _ => turn.Bot.Name,
    };
}
