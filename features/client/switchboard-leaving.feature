@certify-client @switchboard
Feature: Chats come to an end

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | NLN    | 24        |
    And Alice is online

  Rule: C-SB-12 The others leave

    @C-SB-12
    Example: Bob leaves
      Given Alice has started a chat with Bob
      When Bob leaves the chat
      Then Alice still answers

    @C-SB-12
    Example: Bob has timed out
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-SB-12
        <<< BYE <bob=bob@passport.com> 1\r\n
        """
      Then Alice still answers

    @C-SB-12
    Example: Bob leaves, and Carol is still there
      Given Alice has started a chat with Bob
      When Alice invites Carol
      And Bob leaves the chat
      And Alice says "Gone he is"
      Then Carol is sent "Gone he is" (C-SB-12)
      And Alice still answers

  Rule: C-SB-17 C-PRS-06 Who comes and goes may have any account

    @C-SB-17
    Example: Alice's own account joins
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-SB-17
        <<< JOI <alice=alice@passport.com> Alice\r\n
        """
      Then Alice still answers
      When Alice says "Is that me?"
      Then Bob is sent "Is that me?" (C-SB-17)

    @C-PRS-06
    Example: An account that begins with digits joins and leaves
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-PRS-06
        <<< JOI 123abc@passport.com Digits\r\n
        # C-PRS-06
        <<< BYE 123abc@passport.com\r\n
        """
      Then Alice still answers

  Rule: C-SB-02 C-SB-12 A chat that ends leaves the session alone

    @C-SB-12
    Example: Alice leaves
      Given Alice has started a chat with Bob
      When Alice leaves the chat
      Then Alice still answers

    @C-SB-12 @robustness
    Example: The switchboard closes
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        <<< (close)
        """
      Then Alice still answers

    @C-SB-12 @robustness
    Example: The switchboard closes in the middle of a line
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        <<< BYE bob@pass
        <<< (close)
        """
      Then Alice still answers

    @C-SB-12 @robustness
    Example: The switchboard breaks off in the middle of a message
      Given Bob has called Alice into a chat
      When the switchboard sends:
        """
        <<< MSG <bob=bob@passport.com> Bob 68\r\n
            MIME-Version: 1.0\r\n
            Content-Ty
        <<< (reset)
        """
      Then Alice still answers

    @C-SB-02
    Example: Alice starts one chat after the other
      Given Alice has started a chat with Bob
      When Alice leaves the chat
      And Alice has started a chat with Carol
      And Alice says "You too?"
      Then Carol is sent "You too?" (C-SB-08)
      And Alice still answers
