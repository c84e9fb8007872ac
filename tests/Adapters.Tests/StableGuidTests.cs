using BotHost.Adapters;

namespace BotHost.Adapters.Tests;

public sealed class StableGuidTests
{
    /// <summary>printf '\0\0\0\4card\0\0\0\3bot\0\0\0\0' | sha256sum, bytes 0 to 15, with version 8 and variant 1 set by hand.</summary>
    private const string Known = "d8186437-521c-8e49-8fda-92b0a4aa2b79";

    [Fact]
    public void The_same_words_give_the_same_guid_on_every_machine()
    {
        Assert.Equal(Known, StableGuid.Of("card", "bot", "").ToString());
    }

    [Fact]
    public void Other_words_or_the_same_letters_cut_otherwise_give_another()
    {
        Guid[] all = [StableGuid.Of("ab", "c"), StableGuid.Of("a", "bc"), StableGuid.Of("abc"), StableGuid.Of("abc", ""), StableGuid.Of("", "abc"), StableGuid.Of("中文", "c")];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, guid => Assert.Equal(('8', true), (guid.ToString()[14], guid.ToString()[19] is '8' or '9' or 'a' or 'b')));
    }
}
