using System.Text;
using BotHost.Conversation.Access;
using BotHost.Conversation.Messages;
using BotHost.Conversation.Text;
using Microsoft.Extensions.Logging;

namespace BotHost.Conversation.Turns;

/// <summary>
/// An answer while it is written. Where the platform can show it, people see it from one second after its first piece on, at the platform's
/// pace: always the newest text, never a queue of old ones. The model never waits for that.
/// </summary>
/// <param name="turn">Whose answer it is.</param>
/// <param name="sink">Where it is shown.</param>
/// <param name="capabilities">How much of it.</param>
/// <param name="notice">What the person is told before the answer; empty in most cases.</param>
/// <param name="acknowledged">The sign that the question was heard: nothing is shown before it ended.</param>
/// <param name="time">The clock of the pace.</param>
/// <param name="logger">For what the platform did not take.</param>
internal sealed partial class GrowingAnswer(
    Turn turn, IReplySink sink, ReplyCapabilities capabilities, string notice, Task acknowledged, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>An answer that is complete by then is one message, and nothing that moves.</summary>
    internal static readonly TimeSpan OpensAfter = TimeSpan.FromSeconds(1);

    private readonly StringBuilder _text = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _complete = new();
    private StringBuilder? _withMore;           // what people see; null while that is the text itself
    private WordScan? _words = NewScan(turn);   // of what people see
    private bool _isForbidden;
    private Task _showing = Task.CompletedTask;
    private AnswerShape? _shape;
    private AnswerSeam? _seam;
    private int _lengthBefore;
    private bool _isBegun;

    /// <summary>What becomes of the model's words, in all calls that the answer takes.</summary>
    public AnswerShape Shape => _shape ??= new AnswerShape(this, turn.Bot);

    /// <summary>The answer that the model wrote so far: what it is told of it, and what is remembered. Without the notice, and without what is only shown.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>How much there is.</summary>
    public AnswerLength Length
    {
        get
        {
            lock (_gate)
            {
                return new AnswerLength(_text.Length, (_withMore ?? _text).Length);
            }
        }
    }

    /// <summary>True once there is a word in it that the bot's filter forbids: nothing more of it is wanted, and nobody has seen the word.</summary>
    public bool IsForbidden
    {
        get
        {
            lock (_gate)
            {
                return _isForbidden;
            }
        }
    }

    /// <summary>The model wrote something more.</summary>
    public void Append(ReadOnlySpan<char> piece)
    {
        lock (_gate)
        {
            Add(_seam is null ? piece : _seam.Take(piece.ToString()));
        }

        Begin(piece);
    }

    /// <summary>People see something more, which is no part of the answer: what the model thinks, its sources, the tools that it called.</summary>
    public void Show(ReadOnlySpan<char> piece)
    {
        lock (_gate)
        {
            EndSeam();                          // in its place
            _withMore ??= new StringBuilder().Append(_text);
            _withMore.Append(piece);
            _isForbidden |= _words?.Read(piece) == false;
        }

        Begin(piece);
    }

    /// <summary>What came since was no answer: with the next update nobody sees it any more.</summary>
    /// <returns>What it was.</returns>
    public string TakeBack(AnswerLength since)
    {
        lock (_gate)
        {
            var isSecond = _seam is not null;
            Add(_seam?.End());
            var taken = _text.ToString(since.Text, _text.Length - since.Text);
            _text.Length = since.Text;
            if (_withMore is not null)
            {
                _withMore.Length = since.Shown;
            }

            _words = NewScan(turn);             // it counts what it has read
            _isForbidden |= _words?.Read((_withMore ?? _text).ToString()) == false;

            _seam = isSecond ? new AnswerSeam(_text.ToString()) : null;
            return taken;
        }
    }

    /// <summary>What is appended from here on is a second call's, which goes on where the first was cut off: words that stand there already are left out.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            _seam = new AnswerSeam(_text.ToString());
            _lengthBefore = _text.Length;
        }
    }

    /// <summary>One of the calls has ended: what was held back of how it began is said.</summary>
    public void EndCall()
    {
        lock (_gate)
        {
            EndSeam();
        }
    }

    /// <summary>What goes on where the first was cut off has ended.</summary>
    /// <returns>True if it said anything new.</returns>
    public bool Joined()
    {
        lock (_gate)
        {
            Add(_seam?.End());
            _seam = null;
            return _text.Length > _lengthBefore;
        }
    }

    /// <summary>How many characters of an answer there are.</summary>
    public int Written => Length.Text;

    /// <summary>What was written from there on.</summary>
    public string WrittenSince(int start)
    {
        lock (_gate)
        {
            return _text.ToString(start, _text.Length - start);
        }
    }

    /// <summary>What comes next is a paragraph of its own: something was done in between.</summary>
    public void EndParagraph()
    {
        lock (_gate)
        {
            if (_seam is not null)
            {
                return;                         // not a word since it was cut off: what comes next goes on with its sentence
            }

            var isBehindText = _text.Length > 0 && _text[^1] != '\n';
            if (_withMore is { Length: > 0 } && _withMore[^1] != '\n')
            {
                _withMore.Append("\n\n");
                _words?.Read("\n\n");
            }
            else if (_withMore is null && isBehindText)
            {
                _words?.Read("\n\n");
            }

            _text.Append(isBehindText ? "\n\n" : "");
        }
    }

    /// <summary>An answer below what the person is told before it.</summary>
    public static string Below(string notice, string text) => notice.Length == 0 ? text : $"{notice}\n\n{text}";

    /// <summary>The text, without the notice, is complete, or never will be: waits until nothing of it is on its way to the platform any more.</summary>
    /// <exception cref="ClaimLostException">Somebody else has the message.</exception>
    public async Task<string> CompleteAsync()
    {
        Joined();                               // of a call that was cut off, too
        await _complete.CancelAsync();
        await _showing;
        lock (_gate)
        {
            _isForbidden |= _words?.End() == false;
            return (_withMore ?? _text).ToString();
        }
    }

    public void Dispose() => _complete.Dispose();

    private async Task ShowAsync(GrowthRules rules, CancellationToken complete)
    {
        try
        {
            await Task.Delay(OpensAfter, time, complete);
            await acknowledged;
            var opened = time.GetTimestamp();
            var shown = "";
            while (time.GetElapsedTime(opened) < rules.Longest)
            {
                var started = time.GetTimestamp();
                var wait = rules.Pace;
                if (FirstPart() is { } text && text != shown)
                {
                    // Not cancelled with the text's completion: of an update that was cut off nobody knows whether it is seen.
                    switch (await sink.ShowAsync(text, CancellationToken.None))
                    {
                        case ShowResult.Shown:
                            shown = text;
                            break;
                        case ShowResult.Skipped skipped:
                            Log.Skipped(logger, turn.Reference, turn.Claim.Bot, skipped.Reason);
                            wait = skipped.Wait > wait ? skipped.Wait : wait;
                            break;
                        case ShowResult.Over over:
                            Log.Over(logger, turn.Reference, turn.Claim.Bot, over.Reason);
                            return;
                    }
                }

                var left = wait - time.GetElapsedTime(started);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, complete);
            }
        }
        catch (OperationCanceledException) when (complete.IsCancellationRequested)
        {
            // The answer is complete.
        }
    }

    /// <summary>What the first message would say if the answer ended here; null while there is nothing to see.</summary>
    private string? FirstPart()
    {
        // Not the whole text: of a long answer every update would cost more than the one before, to show the same.
        var beginning = Whole(AnswerSplitter.CharactersOfFirstPart(capabilities.MaxPartBytes, capabilities.MaxPartCharacters));
        var closed = MarkdownPictures.AsLinks(UnfinishedText.Closed(MarkdownPictures.BeforeUnfinished(beginning)));
        return AnswerSplitter.Split(closed.Length == 0 ? "" : Below(notice, closed), capabilities.MaxPartBytes, capabilities.MaxPartCharacters) is [var first, ..] ? first : null;
    }

    /// <summary>What people see.</summary>
    private string Whole(int maxCharacters = int.MaxValue)
    {
        lock (_gate)
        {
            var shown = _withMore ?? _text;
            return shown.ToString(0, Math.Min(Math.Min(_words?.Safe ?? shown.Length, shown.Length), maxCharacters));
        }
    }

    /// <summary>The beginning of a second call is put where it belongs; while there is none it may still come.</summary>
    private void EndSeam()
    {
        if (_seam is { IsEmpty: false } seam)
        {
            Add(seam.End());
            _seam = null;
        }
    }

    private void Add(ReadOnlySpan<char> piece)
    {
        _text.Append(piece);
        _withMore?.Append(piece);
        _isForbidden |= _words?.Read(piece) == false;
    }

    private static WordScan? NewScan(Turn turn) => turn.Bot.Words is { } filter ? new WordScan(filter) : null;

    private void Begin(ReadOnlySpan<char> piece)
    {
        if (!_isBegun && piece.Length > 0 && sink.Growth is { } rules)
        {
            _isBegun = true;
            _showing = ShowAsync(rules, _complete.Token);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 331, Level = LogLevel.Debug, Message = "Message {MessageId} of {Bot}: an update of the growing answer was skipped: {Reason}")]
        public static partial void Skipped(ILogger logger, string messageId, string bot, string reason);

        [LoggerMessage(EventId = 332, Level = LogLevel.Information, Message = "Message {MessageId} of {Bot}: the answer is not shown while it grows any more: {Reason}")]
        public static partial void Over(ILogger logger, string messageId, string bot, string reason);
    }
}

/// <summary>How much of an answer there is.</summary>
/// <param name="Text">Characters of the answer itself.</param>
/// <param name="Shown">The same of what people see.</param>
internal readonly record struct AnswerLength(int Text, int Shown);
