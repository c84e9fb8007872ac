using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Commands;

/// <summary>
/// In whatever order people ask, start anew, go back, take back and try again, and whenever the process is replaced: the model is told what
/// belongs to that very conversation of that very person, and never anything that was taken back.
/// </summary>
public sealed class SteeringProperties
{
    private static readonly Gen<Step> _step = Gen.Frequency(
        (6, Of(Move.Ask)), (2, Of(Move.AskInVain)), (2, Of(Move.New)), (3, Of(Move.Switch)), (3, Of(Move.Undo)), (3, Of(Move.Retry)), (1, Of(Move.RetryInVain)), (1, Of(Move.Restart)));

    private static readonly Arbitrary<Step[]> _stories = Arb.From(
        from length in Gen.Choose(1, 24) from steps in Gen.ArrayOf(_step, length) select steps,
        steps => Enumerable.Range(0, steps.Length).Select(without => steps.Where((_, i) => i != without).ToArray()));

    private enum Move
    {
        Ask,
        AskInVain,
        New,
        Switch,
        Undo,
        Retry,
        RetryInVain,
        Restart,
    }

    [Fact]
    public void The_model_is_told_exactly_what_belongs_to_the_conversation() =>
        Prop.ForAll(_stories, steps => RunAsync(steps).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static Gen<Step> Of(Move move) => from person in Gen.Choose(0, 1) from number in Gen.Choose(1, 4) select new Step(move, person, number);

    private static async Task RunAsync(Step[] steps)
    {
        await using var engine = await SteeredEngine.StartAsync();
        Person[] people = [new(), new()];
        for (var at = 1; at <= steps.Length; at++)
        {
            var (move, who, number) = steps[at - 1];
            var person = people[who];
            engine.Asked.Clear();
            engine.Fails = move is Move.AskInVain or Move.RetryInVain;
            string[] expected = [];
            switch (move)
            {
                case Move.Ask or Move.AskInVain:
                    expected = [.. person.History, $"q{at}"];
                    await engine.SayAsync(who, $"q{at}");
                    person.Answered(engine.Fails, at, $"q{at}", $"a{engine.Answers}");
                    break;
                case Move.New:
                    await engine.SayAsync(who, "new");
                    person.StartAnew();
                    break;
                case Move.Switch:
                    await engine.SayAsync(who, $"/switch {number}");
                    person.GoTo(number);
                    break;
                case Move.Undo:
                    await engine.SayAsync(who, "/undo");
                    person.TakeBack();
                    break;
                case Move.Retry or Move.RetryInVain:
                    expected = person.WhatARetryAsks;
                    await engine.SayAsync(who, "/retry");
                    person.Retried(engine.Fails, at, $"a{engine.Answers}");
                    break;
                default:
                    await engine.RestartAsync();
                    break;
            }

            Assert.Equal(expected, engine.Asked);
        }
    }

    private sealed record Step(Move Move, int Who, int Number);

    private sealed record Exchange(int At, string Question, string Answer);

    /// <summary>What a person's conversations should be.</summary>
    private sealed class Person
    {
        private readonly List<List<Exchange>> _all = [[]];
        private List<Exchange> _current;
        private (List<Exchange> In, Exchange Exchange)? _inVain;

        public Person() => _current = _all[0];

        public IEnumerable<string> History => Said(_current);

        public string[] WhatARetryAsks => Last is not { } last ? [] : [.. Said(_current.Where(exchange => exchange != last)), last.Question];

        private Exchange? Last => _inVain is { } inVain && inVain.In == _current && inVain.Exchange.At > (_current.LastOrDefault()?.At ?? 0)
            ? inVain.Exchange
            : _current.LastOrDefault();

        public void Answered(bool inVain, int at, string question, string answer)
        {
            if (inVain)
                _inVain = (_current, new Exchange(at, question, ""));
            else
                _current.Add(new Exchange(at, question, answer));
        }

        public void Retried(bool inVain, int at, string answer)
        {
            if (inVain || Last is not { } last)
                return;
            if (last == _inVain?.Exchange)
                _inVain = null;                 // it is answered now: taken back, it is not asked again
            _current.Remove(last);
            _current.Add(new Exchange(at, last.Question, answer));
        }

        public void StartAnew() => _all.Add(_current = []);

        public void GoTo(int number)
        {
            if (number <= _all.Count && _all[number - 1].Count > 0)
                _current = _all[number - 1];
        }

        public void TakeBack()
        {
            if (_current.Count > 0)
                _current.RemoveAt(_current.Count - 1);
        }

        private static IEnumerable<string> Said(IEnumerable<Exchange> exchanges) => exchanges.SelectMany(exchange => new[] { exchange.Question, exchange.Answer });
    }
}
