using BotHost.Conversation.Personas;

namespace BotHost.Configuration;

/// <summary>Reads <c>Personas</c>, and the files that it names.</summary>
internal sealed class PersonasReader(IConfiguration configuration, ICollection<string> mistakes)
{
    public const string DefaultDirectory = "personas";

    private const string DirectoryKey = $"{SettingKeys.Personas}:Directory";
    private const string TimeZoneKey = $"{SettingKeys.Personas}:TimeZone";

    public static IReadOnlyList<string> Names { get; } = ["Directory", "TimeZone"];

    private readonly SettingsReader _reader = new(configuration, mistakes);

    public PersonaCatalog Read()
    {
        _reader.RefuseUnknown(configuration.GetSection(SettingKeys.Personas), Names);
        return new PersonaCatalog(ReadTexts()) { TimeZone = ReadTimeZone() };
    }

    /// <summary>What an administrator may have meant otherwise.</summary>
    public static IEnumerable<string> Warnings(PersonaCatalog personas) =>
        from name in personas.Names
        let unknown = PromptVariables.Unknown(personas.Find(name)!)
        where unknown.Count > 0
        select $"the persona {name} has {string.Join(", ", unknown)}, which nothing fills; known are {string.Join(", ", PromptVariables.Names.Select(known => "{{" + known + "}}"))}.";

    private IReadOnlyDictionary<string, string> ReadTexts()
    {
        var named = _reader.Text(DirectoryKey)?.Trim();
        var directory = Path.GetFullPath(named ?? DefaultDirectory);
        if (Directory.Exists(directory))
        {
            return PersonaFiles.Read(directory, mistakes);
        }

        if (named is not null)
        {
            mistakes.Add($"{DirectoryKey}: names no directory. Make it, or take the setting out to use {DefaultDirectory}, which need not be there.");
        }

        return new Dictionary<string, string>();
    }

    private TimeZoneInfo ReadTimeZone()
    {
        if (_reader.Text(TimeZoneKey)?.Trim() is not { } id)
        {
            return TimeZoneInfo.Local;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        mistakes.Add($"{TimeZoneKey}: no time zone of this machine. Write a name such as Asia/Shanghai, or take it out to use the machine's own.");
        return TimeZoneInfo.Local;
    }
}
