using System.Text;

namespace BotHost.Conversation.Text;

/// <summary>
/// Joins what a model writes to what it had written before it was cut off. Models begin with words that stand there already, open the code
/// block again that they were in, or begin from the start: none of that is said twice.
/// </summary>
/// <param name="written">The text so far.</param>
internal sealed class AnswerSeam(string written)
{
    /// <summary>Characters of the beginning that are looked at. More than a model repeats to find its place.</summary>
    private const int Most = 240;

    /// <summary>A text that begins like this much of the whole begins from the start.</summary>
    private const int FromTheStart = 60;

    /// <summary>Letters that two texts share by chance at an end and a beginning; a Chinese character counts twice.</summary>
    private const int ByChance = 10;

    /// <summary>The same for whole words.</summary>
    private const int WordsByChance = 6;

    private readonly StringBuilder _beginning = new();
    private bool _isJoined;
    private bool _isRepeat;

    /// <summary>True while the model has not begun to go on.</summary>
    public bool IsEmpty => _beginning.Length == 0;

    /// <summary>What of the next piece is new; nothing yet while too little is there to know.</summary>
    public string Take(string piece)
    {
        if (_isJoined)
            return _isRepeat ? "" : piece;

        _beginning.Append(piece);
        return _beginning.Length < Most ? "" : Join();
    }

    /// <summary>What is left where the text ended before that.</summary>
    public string End() => _isJoined ? "" : Join();

    private string Join()
    {
        _isJoined = true;
        var begins = _beginning.ToString();
        _isRepeat = written.Length > FromTheStart && begins.Length >= FromTheStart
            && begins.AsSpan(0, FromTheStart).SequenceEqual(written.AsSpan(0, FromTheStart)) && Overlap(begins) == 0;
        if (_isRepeat)
            return "";

        begins = WithoutOpenedFence(begins);
        var overlap = Overlap(begins);
        if (overlap > 0)
            return begins[overlap..];

        // A blank or a line end before the words that it repeats is the model's taking breath.
        var words = begins.TrimStart();
        overlap = words.Length < begins.Length ? Overlap(words) : 0;
        return overlap > 0 ? words[overlap..] : begins;
    }

    /// <summary>How much of the beginning stands at the end of the text already.</summary>
    private int Overlap(string begins)
    {
        for (var length = Math.Min(Math.Min(begins.Length, written.Length), Most); length > 0; length--)
        {
            var shared = begins.AsSpan(0, length);
            if (written.AsSpan().EndsWith(shared, StringComparison.Ordinal) && !IsChance(shared, written.Length - length))
                return length;
        }

        return 0;
    }

    private bool IsChance(ReadOnlySpan<char> shared, int at)
    {
        var letters = 0;
        foreach (var letter in shared)
            letters += char.IsWhiteSpace(letter) ? 0 : letter >= '\u2E80' ? 2 : 1;

        var isWords = at == 0 || char.IsWhiteSpace(written[at - 1]) || char.IsWhiteSpace(shared[0]);
        return letters < (isWords ? WordsByChance : ByChance);
    }

    /// <summary>Inside of a code block, a line that opens one goes on with the same.</summary>
    private string WithoutOpenedFence(string begins)
    {
        if (UnfinishedText.OpenFence(written) is null)
            return begins;

        var start = begins.Length - begins.AsSpan().TrimStart().Length;
        var line = CodeFence.LineOf(begins.AsSpan(start));
        var marks = CodeFence.LengthOfMarks(line);
        var opens = marks > 0 && !line[marks..].IsWhiteSpace();         // without a language it may as well close the block
        return opens ? begins[Math.Min(start + line.Length + 1, begins.Length)..] : begins;
    }
}
