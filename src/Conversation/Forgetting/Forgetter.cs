using BotHost.Conversation.Context;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Storage;

namespace BotHost.Conversation.Forgetting;

/// <summary>
/// Deletes what the host holds of a person with a bot. Every step leaves what the next one finds its work by, so that a turn that was cut off
/// does it again from the start; none holds up others for longer than a few rows take.
/// </summary>
internal sealed class Forgetter(SqlTraces traces, SqlForgetting rows, IContextStore contexts, DatabaseWriter writer, TimeProvider time)
{
    /// <summary>Rows that go in one piece.</summary>
    private const int BatchSize = 64;

    /// <summary>How long readers may keep the old pages in use before this attempt fails, and with it the turn, which tries again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task ForgetAsync(Person person, IncomingMessage command, CancellationToken cancellationToken)
    {
        var found = await Task.Run(() => traces.Find(person, cancellationToken), cancellationToken);
        foreach (var conversation in found)
        {
            await rows.CloseAsync(person, conversation, cancellationToken);         // first: a turn at work writes nothing more
            await rows.ForgetConversationAsync(person, conversation, cancellationToken);
            foreach (var batch in traces.FindEntries(person, conversation).Chunk(BatchSize))
            {
                await rows.ForgetEntriesAsync(batch, cancellationToken);
            }

            foreach (var batch in conversation.Repeats.Chunk(BatchSize))
            {
                await rows.ForgetAnswersAsync(batch, cancellationToken);
            }

            if (conversation.HasChosen)
            {
                await rows.ForgetChosenAsync(person, conversation, cancellationToken);      // by it, answers that repeat it are found
            }

            contexts.Changed(conversation.ConversationId);
            foreach (var batch in conversation.Messages.Chunk(BatchSize))
            {
                await rows.ForgetMessagesAsync(person, batch, cancellationToken);           // last: by them the rest is found
            }
        }

        await rows.ForgetNameAsync(person, command, cancellationToken);
        await EraseAsync(cancellationToken);
    }

    private async Task EraseAsync(CancellationToken cancellationToken)
    {
        var erasure = new Erasure();
        var (moved, page) = (time.GetTimestamp(), erasure.NextPage);
        while (!await writer.TryEraseAsync(erasure, cancellationToken))
        {
            if (erasure.NextPage > page)
            {
                (moved, page) = (time.GetTimestamp(), erasure.NextPage);
                continue;
            }

            if (time.GetElapsedTime(moved) > Patience)
            {
                throw new TimeoutException("What was deleted could not be erased: something keeps reading an old state of the database.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
