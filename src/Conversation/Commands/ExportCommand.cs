using System.Text;
using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Turns;
using BotHost.Conversation.Words;
using Microsoft.Extensions.DependencyInjection;

namespace BotHost.Conversation.Commands;

/// <summary>Gives the conversation back as Markdown: as much of its end as can be sent.</summary>
internal sealed class ExportCommand(SqlConversations conversations, IServiceProvider services) : ICommand
{
    /// <summary>A chat is not a place for books.</summary>
    private const long MostBytes = 64 * 1024;

    /// <summary>Entries that are looked at: more do not fit, however short they are.</summary>
    private const int MostEntries = 2_000;

    public IReadOnlyList<string> Names => ["/export", "/导出"];

    public string Describe(Phrases phrases) => phrases.HelpExport;

    public Task<Answer> AnswerAsync(Turn turn, string words, CancellationToken cancellationToken)
    {
        var phrases = Phrases.In(turn.Bot.Language);
        var all = conversations.CountTurns(turn.Claim);
        if (all == 0)
        {
            return Told.Answer(phrases.NothingToExport);
        }

        var room = Room(services.GetRequiredKeyedService<IReplySender>(turn.Claim.Bot).Capabilities);
        List<string> turns = [];                // newest first
        foreach (var said in conversations.Said(turn.Claim, MostEntries).GroupBy(entry => entry.GroupId))
        {
            var text = string.Join("\n\n", said.Reverse().Select(entry => phrases.Exported(entry.Kind == EntryKind.User, entry.Content)));
            room -= Encoding.UTF8.GetByteCount(text);
            if (room < 0 && turns.Count > 0)
            {
                break;
            }

            turns.Add(text);
        }

        turns.Reverse();
        var heading = phrases.ExportHeading(turn.Claim.ContextNo, conversations.TitleOf(turn.Claim.ConversationId, turn.Claim.ContextNo), turns.Count, all - turns.Count);
        return Told.Answer($"{heading}\n\n{string.Join("\n\n", turns)}");
    }

    /// <summary>Three quarters of what the platform takes: parts end at paragraphs, and are seldom full.</summary>
    private static long Room(ReplyCapabilities capabilities) =>
        Math.Min(MostBytes, (long)Math.Min(capabilities.MaxPartBytes, capabilities.MaxPartCharacters) * capabilities.MaxParts / 4 * 3);
}
