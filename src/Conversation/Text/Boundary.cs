namespace BotHost.Conversation.Text;

/// <summary>Where a text can be cut, best first.</summary>
internal enum Boundary
{
    /// <summary>Between paragraphs, or at the edge of a code block.</summary>
    Paragraph,

    Line,

    Sentence,

    /// <summary>At a blank, or after a clause.</summary>
    Word,

    /// <summary>Between two characters as people see them.</summary>
    Character,

    /// <summary>As before, but what follows would look like a heading, a list or a fence, or begin with a comma.</summary>
    Poor,

    /// <summary>Within a line, where one of its two pieces would be a fence that the text does not have.</summary>
    FalseFence,
}
