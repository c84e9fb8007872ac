using System.Collections.Immutable;

namespace BotHost.Conversation.Llm.Streaming;

/// <summary>
/// The optional fields of a request that one server refused for one model. They are learnt once and left out from then on; a restart
/// learns them again.
/// </summary>
internal sealed class RefusedFields
{
    public const string StreamOptions = "stream_options";
    public const string IncludeObfuscation = "include_obfuscation";
    public const string MaxTokens = "max_tokens";
    public const string MaxCompletionTokens = "max_completion_tokens";

    public const string MaxOutputTokens = "max_output_tokens";
    public const string Store = "store";

    private static readonly string[] s_optional = [IncludeObfuscation, StreamOptions, MaxCompletionTokens, MaxTokens, MaxOutputTokens];

    private ImmutableHashSet<string> _refused = [];

    /// <summary>A set that never changes: another instance means that something was learnt.</summary>
    public ImmutableHashSet<string> Current => Volatile.Read(ref _refused);

    /// <summary>The optional field that a server's <paramref name="param"/> such as <c>stream_options.include_usage</c> means; null if it is none.</summary>
    public static string? Named(string param)
    {
        var segments = param.Split('.');
        return s_optional.FirstOrDefault(field => segments.Contains(field, StringComparer.Ordinal));
    }

    /// <summary>
    /// The optional field that a text speaks of; null if it speaks of none or only of required ones. Never <see cref="Store"/>: a word of many
    /// texts, and without it servers keep what people say.
    /// </summary>
    public static string? Mentioned(string text) => s_optional.FirstOrDefault(field => text.Contains(field, StringComparison.Ordinal));

    public void Add(string field) => ImmutableInterlocked.Update(ref _refused, static (refused, field) => refused.Add(field), field);
}
