using FsCheck;
using FsCheck.Fluent;

namespace BotHost.Conversation.Tests.Turns;

/// <summary>
/// Whatever happens in whatever order (deliveries, redeliveries, failing sends, failing models, stops and kills at any instant): every
/// accepted message is closed once, the answers of a conversation come in the order of commit and whole, the model is not asked again
/// for what was answered, and no part is shown twice but those that the engine itself counts as possible.
/// </summary>
public sealed class EngineProperties
{
    private static readonly Gen<EngineStep> _step = Gen.Frequency<EngineStep>(
        (10, from person in Gen.Choose(0, 2) from mood in Gen.Elements(ModelMood.Brief, ModelMood.Brief, ModelMood.Lengthy, ModelMood.Fails, ModelMood.BreaksOff) select (EngineStep)new EngineStep.Ask(person, mood)),
        (1, from person in Gen.Choose(0, 2) select (EngineStep)new EngineStep.Ask(person, ModelMood.Throws)),
        (4, from which in Gen.Choose(0, 30) select (EngineStep)new EngineStep.Redeliver(which)),
        (3, from count in Gen.Choose(1, 3) from throttled in Gen.Elements(true, false) select (EngineStep)new EngineStep.SendsFail(count, throttled)),
        (4, from seconds in Gen.Choose(1, 20) select (EngineStep)new EngineStep.Pass(seconds)),
        (4, from at in Gen.Elements(Enum.GetValues<KillAt>()) select (EngineStep)new EngineStep.Kill(at)),
        (1, Gen.Constant((EngineStep)new EngineStep.Restart())));

    private static readonly Arbitrary<EngineStep[]> _stories = Arb.From(
        from length in Gen.Choose(1, 30) from steps in Gen.ArrayOf(_step, length) select steps,
        steps => Enumerable.Range(0, steps.Length).Select(without => steps.Where((_, i) => i != without).ToArray()));

    [Fact]
    public void Whatever_happens_everybody_gets_every_answer_in_order_and_whole()
    {
        Prop.ForAll(_stories, steps => EngineStory.RunAsync(steps).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Theory]
    [InlineData(KillAt.ModelCall)]
    [InlineData(KillAt.BeforeSend)]
    [InlineData(KillAt.AfterSend)]
    public Task Killed_at_the_same_point_three_times_over_a_long_answer_goes_on_where_it_was(KillAt at)
    {
        var ask = new EngineStep.Ask(0, ModelMood.Lengthy);
        return EngineStory.RunAsync(
            [ask, ask, .. Enumerable.Repeat<EngineStep[]>([new EngineStep.Kill(at), new EngineStep.Pass(1), new EngineStep.Pass(1)], 3).SelectMany(steps => steps)]);
    }
}
