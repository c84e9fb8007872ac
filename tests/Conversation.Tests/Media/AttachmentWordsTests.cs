using BotHost.Conversation.Bots;
using BotHost.Conversation.Media;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Words;

namespace BotHost.Conversation.Tests.Media;

public sealed class AttachmentWordsTests
{
    [Theory]
    [InlineData(Language.Zh)]
    [InlineData(Language.En)]
    public void Every_fault_is_told_in_words_of_its_own(Language language)
    {
        var words = Enum.GetValues<AttachmentFault>().Select(fault => Phrases.In(language).Unread(AttachmentKind.File, "a.bin", fault)).ToList();

        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(words, word => Assert.Contains("a.bin", word, StringComparison.Ordinal));
    }
}
