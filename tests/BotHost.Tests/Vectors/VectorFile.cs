using System.Text.Json.Nodes;

namespace BotHost.Tests.Vectors;

/// <summary>
/// A file of recorded requests and answers, made by another tool than the one under test. Every list of objects in it is a section and
/// every object an entry, so that none can be overlooked: an entry runs, or it is excepted by name and with the reason.
/// </summary>
internal sealed class VectorFile
{
    /// <summary>In <see cref="VectorException.Name"/>: the whole section.</summary>
    public const string All = "*";

    private readonly List<Vector> _entries = [];

    public VectorFile(string name, IReadOnlyList<VectorException> exceptions)
    {
        Name = name;
        Exceptions = exceptions;
        Root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", name)))!.AsObject();
        foreach (var (key, value) in Root)
        {
            Read(key, value);
        }

        Selected = [.. _entries.Where(entry => !exceptions.Any(exception => exception.Covers(entry)))];
    }

    public string Name { get; }

    public JsonObject Root { get; }

    /// <summary>All entries of the file.</summary>
    public IReadOnlyList<Vector> Entries => _entries;

    public IReadOnlyList<VectorException> Exceptions { get; }

    /// <summary>Every entry that a host of this build can be put to.</summary>
    public IReadOnlyList<Vector> Selected { get; }

    public Vector Find(string section, string name) => Selected.Single(entry => entry.Section == section && entry.Name == name);

    public IEnumerable<Vector> Section(string section) => Selected.Where(entry => entry.Section == section);

    public TheoryData<string> Names(string section) => [.. Section(section).Select(entry => entry.Name)];

    private void Read(string key, JsonNode? value)
    {
        switch (value)
        {
            case JsonArray list:
                ReadSection(key, list);
                break;
            case JsonObject entry when entry.ContainsKey("expect"):
                _entries.Add(new Vector(this, key, key, _entries.Count, entry));
                break;
            case JsonObject group:
                foreach (var (name, inner) in group.Where(inner => inner.Value is JsonArray))
                {
                    ReadSection($"{key}.{name}", inner!.AsArray());
                }

                break;
        }
    }

    private void ReadSection(string section, JsonArray list)
    {
        var first = _entries.Count;
        foreach (var item in list.OfType<JsonObject>())
        {
            var number = _entries.Count;
            _entries.Add(new Vector(this, section, (string?)item["name"] ?? item["code"]?.ToString() ?? (string?)item["id"] ?? $"{number - first}", number, item));
        }
    }
}

/// <summary>What is not put to a host, and why.</summary>
internal sealed record VectorException(string Section, string Name, string Reason)
{
    public bool Covers(Vector entry) => entry.Section == Section && (Name == VectorFile.All || entry.Name == Name);
}
