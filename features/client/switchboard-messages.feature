@certify-client @switchboard
Feature: What is said in a chat

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | NLN    | 24        |
    And Alice is online

  Rule: C-SB-07 C-SB-08 C-SB-09 C-SB-10 Alice says something

    @C-SB-07 @C-SB-08 @C-SB-09
    Example: A greeting
      Given Alice has started a chat with Bob
      When Alice says "Hello, Bob."
      Then Bob is sent "Hello, Bob." (C-SB-08)
      And Alice still answers

    @X-FRM-05 @X-FRM-03 @C-SB-08
    Example: A text beyond ASCII
      Given Alice has started a chat with Bob
      When Alice says "你好 €, Grüße aus Berlin"
      Then Bob is sent "你好 €, Grüße aus Berlin" (X-FRM-05, C-SB-08)
      And Alice still answers

    @X-FRM-04 @C-SB-08
    Example: Two texts, one right behind the other
      Given Alice has started a chat with Bob
      When Alice says "One"
      And Alice says "Two"
      Then Bob is sent "One" (C-SB-08)
      And Bob is sent "Two" (X-FRM-04, X-FRM-03)
      And Alice still answers

    @C-SB-07
    Example: A text that does not fit into one message
      Given Alice has started a chat with Bob
      When Alice says a text of 3000 bytes
      Then Alice still answers

    @C-SB-10
    Example: Alice is typing
      Given Alice has started a chat with Bob
      When Alice types
      Then Bob sees that Alice types (C-SB-10)
      And Alice still answers

  Rule: C-SB-14 What does not arrive is no catastrophe

    @C-SB-14
    Example: The switchboard says NAK
      Given Alice has started a chat with Bob
      When Alice says "Are you there?" in vain
      Then Alice still answers
      When Alice says "And now?"
      Then Bob is sent "And now?" (C-SB-14)

  Rule: C-SB-11 X-FRM-05 X-FRM-09 Alice is told something

    @C-SB-11
    Example: A message of a type that nobody knows
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-SB-11
        <<< MSG <bob=bob@passport.com> Bob 71\r\n
            MIME-Version: 1.0\r\n
            Content-Type: application/x-nobody-knows\r\n
            \r\n
            \x00\x01\r\n\n\x80\xFE\xFF
        """
      Then Alice still answers
      When Alice says "What was that?"
      Then Bob is sent "What was that?" (C-SB-11)

    @C-SB-11
    Example: A message without headers
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-SB-11
        <<< MSG <bob=bob@passport.com> Bob 5\r\n
            Hello
        """
      Then Alice still answers

    @C-SB-11
    Example: A message that begins with an empty line
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-SB-11
        <<< MSG <bob=bob@passport.com> Bob 9\r\n
            \r\n
            \r\n
            Hello
        """
      Then Alice still answers

    @C-SB-11
    Example: A message of no bytes
      Given Alice has started a chat with Bob
      When the switchboard sends:
        """
        # C-SB-11
        <<< MSG <bob=bob@passport.com> Bob 0\r\n
        """
      Then Alice still answers

    @C-SB-11
    Example: Bob's client says what it can do
      Given Bob has called Alice into a chat
      When the switchboard sends:
        """
        # C-SB-11
        <<< MSG <bob=bob@passport.com> Bob 84\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-clientcaps\r\n
            \r\n
            Client-Name: Example/1.0\r\n
            \r\n
            \r\n
        """
      Then Alice still answers

    @X-FRM-05
    Example: A text beyond ASCII, and BYE right behind it
      Given Bob has called Alice into a chat
      When the switchboard sends:
        """
        # X-FRM-05
        <<< MSG <bob=bob@passport.com> Bob 73\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Gr\xC3\xBC\xC3\x9Fe \xE2\x82\xACBYE <bob>\r\n
        """
      Then Alice still answers

    @X-FRM-09
    Example: A message is cut in the middle, and a further one is glued to it
      Given Bob has called Alice into a chat
      When the switchboard sends:
        """
        # X-FRM-09
        <<< MSG <bob=bob@passport.com> Bob 68\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/pl
        # X-FRM-09
        <<< ain; charset=UTF-8\r\n
            \r\n
            Alice!MSG <bob> Bob 70\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Alice?!!
        """
      Then Alice still answers

    @X-FRM-06
    Example: A message comes byte by byte
      Given Bob has called Alice into a chat
      When the switchboard sends, byte by byte:
        """
        # X-FRM-06
        <<< MSG <bob=bob@passport.com> Bob 68\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/plain; charset=UTF-8\r\n
            \r\n
            Alice!
        """
      Then Alice still answers

    @X-FRM-09
    Example: Line and payload come apart
      Given Bob has called Alice into a chat
      When the switchboard sends:
        """
        <<< MSG <bob=bob@passport.com> Bob 91\r\n
        # X-FRM-09
        <<< MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgscontrol\r\n
            TypingUser: typing@example.com\r\n
            \r\n
            \r\n
        """
      Then Alice still answers
