using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace BotHost.Adapters.WeComApp;

/// <summary>
/// The flat XML of callbacks: one root, and under it one element for each field. The envelope is read before anything proves where it came
/// from, and inside of it members write: both are read by the same strict reader.
/// </summary>
internal static class WeComAppXml
{
    private const string Root = "xml";

    /// <summary>Never throws, whatever it is given.</summary>
    /// <param name="xml">The bytes. They count as UTF-8 whatever their declaration says.</param>
    /// <param name="names">The fields that are wanted; what else there is, is passed over.</param>
    /// <returns>The wanted fields that are there (of two of the same name the first); null for what is not well formed, or has a DTD.</returns>
    public static IReadOnlyDictionary<string, string>? Read(ReadOnlySpan<byte> xml, IReadOnlySet<string> names)
    {
        if (xml.StartsWith("\uFEFF"u8))
            xml = xml["\uFEFF"u8.Length..];
        if (!Utf8.IsValid(xml))
            return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xml)), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,         // neither entities that grow nor any that are fetched
                XmlResolver = null,
                MaxCharactersInDocument = WebhookRequest.MaxBodyBytes,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
            });
            return Fields(reader, names);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? Fields(XmlReader reader, IReadOnlySet<string> names)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader.Name != Root)
            return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        string? field = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Depth == 1:
                    field = names.Contains(reader.Name) && !fields.ContainsKey(reader.Name) ? reader.Name : null;
                    if (field is not null && reader.IsEmptyElement)
                        fields[field] = "";
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth == 2 && field is not null:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement when reader.Depth == 1:
                    if (field is not null)
                        fields[field] = text.ToString();
                    text.Clear();
                    field = null;
                    break;
            }
        }

        return fields;
    }
}
