namespace BotHost.Conversation.Llm;

/// <summary>
/// Checks who stands in for whom. Only the list of the entry that is asked first counts, not those of its stand-ins: so two entries may name
/// each other, and no circle can be made.
/// </summary>
internal static class FallbackSettings
{
    /// <param name="models">The entries that are good so far.</param>
    /// <param name="entries">The names of all there are, by whether they answer questions.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    /// <returns>Those that are good still.</returns>
    public static IReadOnlyList<ModelOptions> Check(IReadOnlyList<ModelOptions> models, ILookup<bool, string> entries, ICollection<string> mistakes)
    {
        return [.. models.Where(model => Mistake(model, models, entries) is not { } mistake || Told(mistake))];

        bool Told(string mistake)
        {
            mistakes.Add(mistake);
            return false;
        }
    }

    private static string? Mistake(ModelOptions model, IReadOnlyList<ModelOptions> models, ILookup<bool, string> entries)
    {
        var key = $"Models:{model.Name}:Fallback";
        var others = string.Join(", ", entries[true].Where(name => !Same(name, model.Name)));
        foreach (var name in model.Fallback)
        {
            if (Same(name, model.Name))
                return $"{key}: names the entry itself. Take it out; what it tries again itself needs no fallback.";
            if (entries[false].Contains(name, StringComparer.OrdinalIgnoreCase))
                return $"{key}: names an entry that answers no questions. Name others, such as {others}.";
            if (!entries[true].Contains(name, StringComparer.OrdinalIgnoreCase) || (Same(name, ModelSettings.DefaultName) && !models.Any(known => Same(known.Name, name))))
                return $"{key}: names an entry that is not there. {(others.Length > 0 ? $"Correct it; there are {others}." : "Add it under Models, or take it out.")}";
        }

        return model.Fallback.Distinct(StringComparer.OrdinalIgnoreCase).Count() < model.Fallback.Count ? $"{key}: names an entry twice. Take one of the two out." : null;
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
