using BotHost.Conversation.Turns;

namespace BotHost.Conversation.Personas;

/// <summary>What a model is told before anything that was said.</summary>
internal sealed class SystemPrompts(PersonaCatalog personas)
{
    /// <summary>Empty where nobody wrote one.</summary>
    public string Of(Turn turn)
    {
        var chosen = turn.Claim.Settings;
        return chosen.PersonaText ?? (chosen.Persona is { } name ? personas.Find(name) : null) ?? turn.Bot.Persona;
    }
}
