using System.Xml;

namespace BotHost.Conversation.Media.Reading.Office;

/// <summary>The names that a reader of XML has met. It keeps every one of them, so that a document of nothing but new names would fill the memory.</summary>
internal sealed class BoundedNames : NameTable
{
    /// <summary>All the vocabularies of Office together have some 10,000.</summary>
    private const int MaxNames = 20_000;

    private int _names;

    public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Count(base.Add(key, start, len));

    public override string Add(string key) => Get(key) ?? Count(base.Add(key));

    private string Count(string name) => ++_names <= MaxNames ? name : throw new UnreadableDocumentException(DocumentFault.TooComplex);
}
