using BotHost.Conversation.Bots;
using BotHost.Conversation.Inbox;
using BotHost.Conversation.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Inbox;

public sealed class ConversationKeyTests
{
    private static IncomingMessage Message(ChatKind kind, string chat, string thread, string sender, string bot = "bot") => new()
    {
        Bot = bot,
        DedupKey = "id",
        Chat = new Chat { Kind = kind, Id = chat, Thread = thread },
        Sender = new Sender { Id = sender },
        Parts = [],
        SentAt = default,
        ReplyAddress = "",
    };

    [Fact]
    public void A_person_has_one_context_in_private_another_in_each_group_and_another_with_each_bot()
    {
        string[] keys =
        [
            ConversationKey.Of(Message(ChatKind.Private, "c", "", "p"), ContextScope.PerUser),
            ConversationKey.Of(Message(ChatKind.Group, "c", "", "p"), ContextScope.PerUser),
            ConversationKey.Of(Message(ChatKind.Group, "C", "", "p"), ContextScope.PerUser),
            ConversationKey.Of(Message(ChatKind.Group, "c", "t", "p"), ContextScope.PerUser),
            ConversationKey.Of(Message(ChatKind.Group, "c", "", "q"), ContextScope.PerUser),
            ConversationKey.Of(Message(ChatKind.Group, "c", "", "p", "other"), ContextScope.PerUser),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void A_group_with_one_context_has_one_for_all_its_members()
    {
        Assert.Equal(
            ConversationKey.Of(Message(ChatKind.Group, "c", "", "p"), ContextScope.PerChat),
            ConversationKey.Of(Message(ChatKind.Group, "c", "", "q"), ContextScope.PerChat));
    }

    [Theory]
    [InlineData(ContextScope.PerUser)]
    [InlineData(ContextScope.PerChat)]
    public void A_control_command_is_a_conversation_by_itself_and_knows_the_one_it_is_about(ContextScope scope)
    {
        var question = Message(ChatKind.Group, "c", "t", "p");
        var one = question with { Lane = Lane.Control };
        var two = one with { DedupKey = "an|other!" };
        Assert.Equal(3, new[] { question, one, two }.Select(message => ConversationKey.Of(message, scope)).Distinct().Count());
        Assert.Equal(ConversationKey.Of(question, scope), ConversationKey.Main(one, scope));
        Assert.StartsWith(ConversationKey.Control, ConversationKey.Of(one, scope), StringComparison.Ordinal);
        Assert.EndsWith($"%7Cother%21!{ConversationKey.Of(question, scope)}", ConversationKey.Of(two, scope), StringComparison.Ordinal);
        Assert.Equal(1, Math.Sign(string.CompareOrdinal(ConversationKey.Of(question, scope), ConversationKey.AfterControl)));
    }

    [Fact]
    public void No_two_conversations_spell_the_same_key_whatever_their_ids_hold()
    {
        var ids = Gen.Elements('a', '|', ':', '1', '2').ArrayOf().Select(characters => new string(characters));
        var messages = from chat in ids from thread in ids from sender in ids select (chat, thread, sender);
        Prop.ForAll(messages.Two().ToArbitrary(), pair =>
        {
            var (one, two) = pair;
            var same = ConversationKey.Of(Message(ChatKind.Group, one.chat, one.thread, one.sender), ContextScope.PerUser)
                == ConversationKey.Of(Message(ChatKind.Group, two.chat, two.thread, two.sender), ContextScope.PerUser);
            return same == (one == two);
        }).QuickCheckThrowOnFailure();
    }
}
