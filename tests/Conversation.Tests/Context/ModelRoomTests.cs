using BotHost.Conversation.Context;
using BotHost.Conversation.Llm;

namespace BotHost.Conversation.Tests.Context;

public sealed class ModelRoomTests
{
    private readonly LlmModel _model = new() { Name = "m", Model = "m", Client = null!, ContextWindow = 10_000, MaxOutputTokens = 2_000 };

    [Fact]
    public void The_answers_reserve_and_15_percent_are_kept_free_and_10_once_the_estimate_is_calibrated()
    {
        Assert.Equal(6_800, ModelRoom.Of(_model).Tokens);
        Learn(estimated: 1_000, counted: 1_000, times: 4);
        Assert.Equal(6_800, ModelRoom.Of(_model).Tokens);
        Learn(estimated: 1_000, counted: 1_000, times: 1);
        Assert.Equal(7_200, ModelRoom.Of(_model).Tokens);
    }

    [Fact]
    public void A_model_that_counts_more_than_the_estimate_is_told_less()
    {
        Learn(estimated: 1_000, counted: 1_500, times: 60);
        Assert.Equal(4_800, ModelRoom.Of(_model).Tokens);
    }

    [Fact]
    public void A_question_that_takes_the_room_leaves_none_for_history() => Assert.Equal(0, ModelRoom.Of(_model).Without(7_000));

    [Fact]
    public void A_smaller_window_that_the_server_told_counts_and_leaves_most_of_itself_to_the_question()
    {
        Assert.True(_model.Calibration.LearnWindow(4_000));
        Assert.False(_model.Calibration.LearnWindow(5_000));
        var room = ModelRoom.Of(_model);
        Assert.Equal((1_000, 2_550), (room.MaxOutputTokens, room.Tokens));
    }

    [Fact]
    public void A_limit_of_the_question_alone_is_never_given_to_the_question_and_more()
    {
        var model = _model with { ContextWindow = 32_768, MaxOutputTokens = 4_096 };
        Assert.True(model.Calibration.LearnWindow(ModelRoom.WindowOf(model, new ContextLimit(6_144) { OfQuestion = true })));
        Assert.Equal((2_048, (int)(6_144 * 0.85)), (ModelRoom.Of(model).MaxOutputTokens, ModelRoom.Of(model).Tokens));
    }

    [Fact]
    public void A_window_that_no_model_has_is_not_learnt()
    {
        Assert.False(_model.Calibration.LearnWindow(200));
        Assert.Equal(6_800, ModelRoom.Of(_model).Tokens);
    }

    [Fact]
    public void After_a_refusal_80_percent_of_the_window_are_used()
    {
        Assert.Equal(6_400, After(Refused(limit: 10_000, counted: 10_000), estimated: 10_000).Tokens);
        Assert.Equal(6_400, After(Refused(), estimated: 10_000).Tokens);
    }

    [Fact]
    public void After_a_refusal_that_names_what_the_server_counted_the_estimate_is_scaled_by_it() =>
        Assert.Equal(4_000, After(Refused(limit: 10_000, counted: 9_600), estimated: 6_000).Tokens);

    [Fact]
    public void After_a_refusal_it_is_always_less_than_before() => Assert.Equal(800, After(Refused(), estimated: 1_000).Tokens);

    [Fact]
    public void Of_a_rate_that_question_and_answer_share_both_become_smaller()
    {
        var failure = new LlmFailure(LlmFailureKind.RequestTooLarge, "") { Limit = new ContextLimit(3_000) { Counted = 6_000 } };
        var room = After(failure, estimated: 4_000);
        Assert.Equal((1_600, 800), (room.Tokens, room.MaxOutputTokens));
        room = After(failure with { Limit = null }, estimated: 4_000);
        Assert.Equal((2_000, 1_000), (room.Tokens, room.MaxOutputTokens));
    }

    private ModelRoom After(LlmFailure failure, int estimated) => ModelRoom.Of(_model).After(_model, failure, estimated);

    private static LlmFailure Refused() => new(LlmFailureKind.ContextTooLong, "");

    private static LlmFailure Refused(int limit, int counted) => Refused() with { Limit = new ContextLimit(limit) { Counted = counted } };

    private void Learn(int estimated, int counted, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.True(_model.Calibration.Learn(estimated, counted));
    }
}
