using System.Text;

namespace BotHost.Configuration;

/// <summary>The words of a command as people type them. No shell is at work: nothing but blanks and double quotation marks has a meaning.</summary>
internal static class CommandWords
{
    public static IReadOnlyList<string> Split(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var (isQuoted, isWord) = (false, false);
        foreach (var letter in text)
        {
            if (letter == '"')
            {
                (isQuoted, isWord) = (!isQuoted, true);
            }
            else if (char.IsWhiteSpace(letter) && !isQuoted)
            {
                End();
            }
            else
            {
                word.Append(letter);
                isWord = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (isWord)
                words.Add(word.ToString());
            word.Clear();
            isWord = false;
        }
    }
}
